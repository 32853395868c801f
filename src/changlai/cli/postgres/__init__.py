"""PostgreSQL without an installer: find its programs, run a cluster of our own, or use any server by its URL."""

from changlai.cli.postgres.binaries import Binaries, NoPostgres, find_binaries
from changlai.cli.postgres.cluster import Cluster, ClusterFailed
from changlai.cli.postgres.roles import UnfitServer, prepare_database

__all__ = [
    "Binaries",
    "Cluster",
    "ClusterFailed",
    "NoPostgres",
    "UnfitServer",
    "find_binaries",
    "prepare_database",
]
