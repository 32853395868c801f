"""What texts mean: judged by a model of our own, or by a language model somewhere else."""
