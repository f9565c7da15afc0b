// Objects in S3, and in stores that speak its language: s3://bucket/key. Keys stand as they are: "trip data/a+b.csv"
// has a space and a plus sign.
//
// Options, as s3fs names them: "anon" (no credentials), "key", "secret", "token", "endpoint_url", "region" (also
// "region_name"; "client_kwargs.endpoint_url" and "client_kwargs.region_name" for what is nested there). What isn't
// given comes from the environment as with AWS's own tools: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
// AWS_SESSION_TOKEN, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION, profiles, and the machine's
// role.
#pragma once

#include <memory>
#include <string>

#include <arrow/filesystem/type_fwd.h>
#include <arrow/type_fwd.h>

#include "io/file_store.h"

namespace tusk::io {

// Throws ValueError for an option that there isn't, or an address without a bucket. Stores of equal options share
// connections.
std::shared_ptr<const FileStore> s3_store(const std::string& address, const StorageOptions& options);

// Arrow's view of the same store, for writing; its paths are s3_path() of addresses.
std::shared_ptr<arrow::fs::FileSystem> s3_file_system(const std::string& address, const StorageOptions& options);
std::string s3_path(const std::string& address);
// Throws what the status says, naming the address; what to do about it depends on how the store is reached.
[[noreturn]] void throw_s3_error(const std::string& address, const arrow::Status& status,
                                 const arrow::fs::FileSystem& file_system);

}  // namespace tusk::io
