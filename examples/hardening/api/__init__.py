"""How rampart is asked: on the command line and over HTTP."""
