"""The embedded model: reading texts, features, weights, scores. numpy only."""
