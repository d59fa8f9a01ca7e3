"""The core: domain, matching, store and cases. It knows nothing of what stands above it."""
