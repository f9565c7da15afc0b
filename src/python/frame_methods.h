// The methods that are bound apart from their classes: what pandas has under many names.
#pragma once

#include "python/frame_object.h"

namespace tusk::python {

// add, radd, sub … lt, with `fill_value`, and divmod.
void bind_arithmetic(DataFrameClass& type);
void bind_arithmetic(SeriesClass& type);
// What a notebook asks of a table: how it looks, its size, loops over it, its columns as attributes.
void bind_frame_face(DataFrameClass& type);
void bind_series_face(SeriesClass& type);
// where, mask, replace, rename, pop and others that give a frame or series of the same rows.
void bind_frame_values(DataFrameClass& type);
void bind_series_values(SeriesClass& type);
// map_partitions, apply, partitions, loc, sample, repartition, set_index and others that know of partitions.
void bind_partition_methods(DataFrameClass& type);
void bind_partition_methods(SeriesClass& type);
// explode, melt, combine_first, rename_axis.
void bind_reshape(DataFrameClass& type);
void bind_reshape(SeriesClass& type);

}  // namespace tusk::python
