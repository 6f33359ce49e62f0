"""In a package, so that browser and server end with its last test and disturb no other folder."""
