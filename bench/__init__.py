"""The measurements of `make bench`: one module per item, driven through the public door, peers in the same run."""
