"""Proposals from a pasted text: who, when, what was said, what kind of act. Rules only, and never a decision.

Every proposal carries the offsets of its words in the text, and the reason why it was made.
"""
