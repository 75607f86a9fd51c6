"""A pathway as a picture and as text, from its file.

chart    stages, arrows and ends, and their text
layout   positions: a row for each stage, arrows past other stages in lanes
phrases  times, shares and conditions as text
svg      the picture
"""
