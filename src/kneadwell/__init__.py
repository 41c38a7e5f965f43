"""Kneadwell: ten massage techniques for people with neuropathy, done safely.

The rooms, in the order the data walks through them:

knowledge  what is known, read from reviewed files      → `Library`
screening  who may start what today                     → `Cleared` or `Refused`
session    second by second: say, show, where           → `Timeline`
diary      what was done and felt                       → `Diary`

Below them lies `vocabulary`; `cli` and `web` are thin shells around them.
"""
