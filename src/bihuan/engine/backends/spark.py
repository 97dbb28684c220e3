"""Apache Spark, for a province on a cluster: the extra `[spark]` and a Java 17 of the system.

The session is the one that is running, or a local one is started; it is left running, for starting takes longer than asking.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import narwhals as nw
import pyarrow as pa

# Where the session runs: a cluster's address, or Spark's own words such as local-cluster[2,1,1024].
MASTER = "BIHUAN_SPARK_MASTER"
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "Asia/Shanghai",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.autoBroadcastJoinThreshold": "64MB",
}


@cache
def session(master: str) -> Any:
    """Returns the session at this address; ValueError (Chinese) where Spark or Java is missing."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise ValueError(
            "没有装 Spark。请先装上 bihuan[spark] 和 Java 17，或者改用 duckdb、polars 引擎。"
        ) from None
    builder = SparkSession.builder.master(master).appName("bihuan")
    for name, setting in _SETTINGS.items():
        builder = builder.config(name, setting)
    try:
        started = builder.getOrCreate()
    except Exception as wrong:  # whatever the gateway to Java throws
        raise ValueError(f"Spark 没有启动（{master}）：{wrong}。请确认装有 Java 17，地址可用。") from wrong
    started.sparkContext.setLogLevel("ERROR")
    return started


class Spark:
    """Frames of one session."""

    name = "spark"

    def __init__(self) -> None:
        self.session = session(os.environ.get(MASTER, "local[2]"))
        self.kept: list[Any] = []

    def frame(self, table: pa.Table) -> nw.LazyFrame[Any]:
        """Returns a frame over the rows of the table."""
        return nw.from_native(self.session.createDataFrame(table))

    def stored(self, path: Path, columns: Mapping[str, pa.DataType], at: str) -> None:
        """Returns None: a row's place is not known across workers."""

    def keep(self, frame: nw.LazyFrame[Any], rows: int) -> nw.LazyFrame[Any]:
        """Returns the frame cached on the workers."""
        cached = nw.to_native(frame).cache()
        self.kept.append(cached)
        return nw.from_native(cached)

    def batches(self, frame: nw.LazyFrame[Any]) -> Iterator[pa.Table]:
        """Yields the rows at once."""
        yield nw.to_native(frame).toArrow()

    def close(self) -> None:
        """Free what was cached; the session stays."""
        for cached in self.kept:
            cached.unpersist()


opened = Spark
