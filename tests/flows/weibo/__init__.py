"""A house beside a WeCom that the sandbox plays: who comes in by it, and its departments."""
