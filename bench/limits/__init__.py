"""What this machine can do at most: the least program that still does the job, measured beside ours."""
