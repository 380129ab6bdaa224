"""Engines that keep a part of an index outside its folder: Milvus and PostgreSQL."""
