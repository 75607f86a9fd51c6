"""A pathway as a picture and as words, made from its file and nothing else.

chart   what there is to be drawn: stages, ways, ends, in words
layout  where it stands: a row for each stage, ways past others in lanes
svg     the picture
listing the same in plain text
"""
