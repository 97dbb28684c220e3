"""Evidence packs: gathered under the asker's own row security, written to disk, swept after some days."""
