"""How does a report become a page for a browser and for print?"""
