#include "io/s3_store.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <map>
#include <mutex>
#include <utility>

#include <arrow/filesystem/s3fs.h>
#include <arrow/io/interfaces.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_status.h"
#include "io/glob.h"

namespace tusk::io {
namespace {

constexpr std::string_view kScheme = "s3://";
constexpr std::array<std::string_view, 14> kOptionNames{"anon",
                                                        "key",
                                                        "secret",
                                                        "token",
                                                        "endpoint_url",
                                                        "region",
                                                        "region_name",
                                                        "aws_access_key_id",
                                                        "aws_secret_access_key",
                                                        "aws_session_token",
                                                        "client_kwargs.endpoint_url",
                                                        "client_kwargs.region_name",
                                                        "username",
                                                        "password"};
constexpr int kAttempts = 4;
constexpr double kConnectSeconds = 5;
constexpr double kRequestSeconds = 30;

// The first of the options that is given, or of the variables that is set.
std::string first_of(const StorageOptions& options, std::initializer_list<const char*> names,
                     std::initializer_list<const char*> variables) {
  for (const auto* name : names)
    if (const auto place = options.find(name); place != options.end() && !place->second.empty()) return place->second;
  for (const auto* variable : variables)
    if (const char* value = std::getenv(variable); value && *value) return value;
  return {};
}

bool is_true(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char letter) { return char(std::tolower(letter)); });
  return text == "true" || text == "1" || text == "yes";
}

void refuse_unknown_options(const StorageOptions& options) {
  for (const auto& [name, value] : options) {
    if (std::ranges::find(kOptionNames, name) != kOptionNames.end()) continue;
    throw ValueError(fmt::format("storage options of s3:// are {}: got '{}'", fmt::join(kOptionNames, ", "), name));
  }
}

std::string bucket_of(const std::string& address) {
  const auto path = s3_path(address);
  const auto bucket = path.substr(0, path.find('/'));
  if (bucket.empty()) throw ValueError(fmt::format("an s3:// address names a bucket: got '{}'", address));
  return bucket;
}

arrow::fs::S3Options with_credentials(const StorageOptions& options) {
  if (is_true(first_of(options, {"anon"}, {}))) return arrow::fs::S3Options::Anonymous();
  const auto key = first_of(options, {"key", "username", "aws_access_key_id"}, {});
  const auto secret = first_of(options, {"secret", "password", "aws_secret_access_key"}, {});
  if (key.empty() != secret.empty()) throw ValueError("credentials of s3:// are a key and a secret: got one of them");
  if (key.empty()) return arrow::fs::S3Options::Defaults();
  return arrow::fs::S3Options::FromAccessKey(key, secret, first_of(options, {"token", "aws_session_token"}, {}));
}

std::string region_of_bucket(const std::string& bucket) {
  const auto region = arrow::fs::ResolveS3BucketRegion(bucket);
  return region.ok() ? *region : "us-east-1";
}

std::shared_ptr<arrow::fs::FileSystem> make_file_system(const std::string& bucket, const StorageOptions& options) {
  auto made = with_credentials(options);
  auto endpoint =
      first_of(options, {"endpoint_url", "client_kwargs.endpoint_url"}, {"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"});
  if (const auto end = endpoint.find("://"); end != std::string::npos) {
    made.scheme = endpoint.substr(0, end);
    endpoint.erase(0, end + 3);
  }
  while (endpoint.ends_with('/')) endpoint.pop_back();
  made.endpoint_override = endpoint;
  made.region =
      first_of(options, {"region", "region_name", "client_kwargs.region_name"}, {"AWS_REGION", "AWS_DEFAULT_REGION"});
  if (made.region.empty()) made.region = endpoint.empty() ? region_of_bucket(bucket) : "us-east-1";
  made.retry_strategy = arrow::fs::S3RetryStrategy::GetAwsStandardRetryStrategy(kAttempts);
  made.connect_timeout = kConnectSeconds;
  made.request_timeout = kRequestSeconds;
  return data::value_or_throw(arrow::fs::S3FileSystem::Make(made), "connecting to S3");
}

void start_s3() {
  static std::once_flag is_started;
  std::call_once(is_started, [] {
    auto options = arrow::fs::S3GlobalOptions::Defaults();
    options.log_level = arrow::fs::S3LogLevel::Off;
    data::throw_unless_ok(arrow::fs::InitializeS3(options), "starting S3");
  });
}

// Arrow's S3 must be shut down before the process ends, or it crashes then; and before its own static objects go, so
// this is called once all of them are made, which is after the first connection.
void stop_s3_at_exit() {
  static std::once_flag is_planned;
  std::call_once(is_planned, [] { std::atexit([] { (void)arrow::fs::EnsureS3Finalized(); }); });
}

class S3File final : public InputFile {
 public:
  S3File(std::string address, std::shared_ptr<arrow::fs::FileSystem> file_system,
         std::shared_ptr<arrow::io::RandomAccessFile> file, std::uint64_t size_bytes)
      : address_(std::move(address)),
        file_system_(std::move(file_system)),
        file_(std::move(file)),
        size_bytes_(size_bytes) {}
  std::uint64_t size_bytes() const override { return size_bytes_; }
  std::uint64_t read_at(std::uint64_t offset, std::uint64_t count, void* out) const override {
    if (offset >= size_bytes_) return 0;
    const auto got = file_->ReadAt(std::int64_t(offset), std::int64_t(std::min(count, size_bytes_ - offset)), out);
    if (!got.ok()) throw_s3_error(address_, got.status(), *file_system_);
    return std::uint64_t(*got);
  }

 private:
  std::string address_;
  std::shared_ptr<arrow::fs::FileSystem> file_system_;
  std::shared_ptr<arrow::io::RandomAccessFile> file_;
  std::uint64_t size_bytes_;
};

class S3Store final : public FileStore {
 public:
  explicit S3Store(std::shared_ptr<arrow::fs::FileSystem> file_system) : file_system_(std::move(file_system)) {}

  std::shared_ptr<const InputFile> open(const std::string& address) const override {
    const auto info = info_of(address);
    if (info.type() != arrow::fs::FileType::File) throw FileNotFoundError(missing_message(address));
    auto file = file_system_->OpenInputFile(info);
    if (!file.ok()) throw_s3_error(address, file.status(), *file_system_);
    return std::make_shared<S3File>(address, file_system_, *std::move(file), std::uint64_t(info.size()));
  }
  std::optional<FoundFile> find(const std::string& address) const override {
    const auto info = info_of(address);
    if (info.type() != arrow::fs::FileType::File) return std::nullopt;
    return FoundFile{address, std::uint64_t(info.size())};
  }
  std::string written(const std::string& address) const override { return address; }
  bool is_folder(const std::string& address) const override {
    return info_of(address).type() == arrow::fs::FileType::Directory;
  }
  std::vector<FoundFile> files_below(const std::string& folder) const override { return listed(s3_path(folder)); }
  bool is_glob(const std::string& address) const override { return has_wildcards(s3_path(address)); }
  std::vector<FoundFile> matches(const std::string& glob) const override {
    const auto pattern = s3_path(glob);
    const auto folder = std::string(fixed_prefix(pattern));
    if (folder.empty()) throw ValueError(fmt::format("a glob names its bucket: got '{}'", glob));
    const auto rest = std::string_view(pattern).substr(folder.size());
    auto found = listed(folder, rest.find('/') != std::string_view::npos || rest.starts_with("**"));
    std::erase_if(found, [&](const FoundFile& file) { return !matches_path(pattern, s3_path(file.address)); });
    return found;
  }
  std::string missing_message(const std::string& address) const override {
    const auto bucket = bucket_of(address);
    const auto info = file_system_->GetFileInfo(bucket);
    if (info.ok() && info->type() == arrow::fs::FileType::NotFound)
      return fmt::format("a file that is read exists: there is no bucket '{}', in which '{}' would be", bucket,
                         address);
    return fmt::format("a file that is read exists: there is no '{}'", address);
  }

 private:
  arrow::fs::FileInfo info_of(const std::string& address) const {
    auto path = s3_path(address);
    while (path.ends_with('/')) path.pop_back();
    auto info = file_system_->GetFileInfo(path);
    if (!info.ok()) throw_s3_error(address, info.status(), *file_system_);
    return *std::move(info);
  }

  std::vector<FoundFile> listed(std::string folder, bool is_recursive = true) const {
    while (folder.ends_with('/')) folder.pop_back();
    arrow::fs::FileSelector selector;
    selector.base_dir = folder;
    selector.recursive = is_recursive;
    selector.allow_not_found = true;
    const auto infos = file_system_->GetFileInfo(selector);
    if (!infos.ok()) throw_s3_error(std::string(kScheme) + folder, infos.status(), *file_system_);
    std::vector<FoundFile> found;
    for (const auto& info : *infos)
      if (info.IsFile()) found.push_back({std::string(kScheme) + info.path(), std::uint64_t(info.size())});
    std::ranges::sort(found, {}, &FoundFile::address);
    return found;
  }

  std::shared_ptr<arrow::fs::FileSystem> file_system_;
};

}  // namespace

std::string s3_path(const std::string& address) {
  return address.starts_with(kScheme) ? address.substr(kScheme.size()) : address;
}

void throw_s3_error(const std::string& address, const arrow::Status& status, const arrow::fs::FileSystem& file_system) {
  const auto& reason = status.message();
  const auto has = [&](std::string_view text) { return reason.find(text) != std::string::npos; };
  if (has("NO_SUCH_BUCKET") || has("NO_SUCH_KEY") || has("HTTP status 404"))
    throw FileNotFoundError(fmt::format("a file that is read exists: '{}': {}", address, reason));
  if (has("ACCESS_DENIED") || has("HTTP status 403")) {
    const auto& options = static_cast<const arrow::fs::S3FileSystem&>(file_system).options();
    const bool is_anonymous = options.credentials_kind == arrow::fs::S3CredentialsKind::Anonymous;
    throw OSError(fmt::format(
        "an s3:// address is reached with credentials that allow it: '{}': {}; {}", address, reason,
        is_anonymous ? "without credentials (anon=true) it is not allowed: pass the storage options key and secret"
                     : "for public data pass the storage option anon=true"));
  }
  throw OSError(fmt::format("'{}' can't be reached: {}", address, reason));
}

std::shared_ptr<arrow::fs::FileSystem> s3_file_system(const std::string& address, const StorageOptions& options) {
  // Never destroyed: readers may outlive everything else. Buckets may lie
  // in different regions.
  static auto& mutex = *new std::mutex();
  static auto& made = *new std::map<std::pair<std::string, StorageOptions>, std::shared_ptr<arrow::fs::FileSystem>>();
  refuse_unknown_options(options);
  const auto bucket = bucket_of(address);
  start_s3();
  const std::lock_guard lock(mutex);
  auto& file_system = made[{bucket, options}];
  if (!file_system) {
    file_system = make_file_system(bucket, options);
    stop_s3_at_exit();
  }
  return file_system;
}

std::shared_ptr<const FileStore> s3_store(const std::string& address, const StorageOptions& options) {
  return std::make_shared<S3Store>(s3_file_system(address, options));
}

}  // namespace tusk::io
