"""Handing an assignment on to systems that grade for whole schools."""
