// The metadata documents of Zarr stores that are written.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "io/arrays/array_source.h"
#include "io/arrays/write/zarr_sink.h"

namespace tusk::io {

// ".zarray" and "zarr.json". Throw ValueError for an unknown codec.
nlohmann::ordered_json zarr_document_2(const ArrayInfo& array, const ZarrCompression& compression);
nlohmann::ordered_json zarr_document_3(const ArrayInfo& array, const ZarrCompression& compression);

nlohmann::ordered_json attributes_json(const Attributes& attributes);

// All documents of a group by their names: those of arrays, those of the group, and the one that consolidates them.
using ZarrDocuments = std::vector<std::pair<std::string, std::string>>;
ZarrDocuments zarr_documents_2(const std::vector<ArrayInfo>& arrays, const Attributes& attributes,
                               const ZarrCompression& compression, bool is_consolidated);
ZarrDocuments zarr_documents_3(const std::vector<ArrayInfo>& arrays, const Attributes& attributes,
                               const ZarrCompression& compression, bool is_consolidated);

}  // namespace tusk::io
