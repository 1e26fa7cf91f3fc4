"""How fast and how lean is cx beside other tools doing the same job?"""
