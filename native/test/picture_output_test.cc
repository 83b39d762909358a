#include "job/picture_output.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

using namespace cliploop;
namespace fs = std::filesystem;

namespace {

struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "cliploop-pictures-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  NumberedPaths names(bool overwrite = false) const { return {path.string() + "/still-", 3, ".png", overwrite}; }
  size_t entries() const {
    return static_cast<size_t>(std::distance(fs::directory_iterator(path), fs::directory_iterator{}));
  }
  std::string content(const char* name) const {
    std::ifstream file(path / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void write(const char* name) const { std::ofstream(path / name) << "before"; }
};

std::vector<uint8_t> bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

Code code_of(auto call) {
  try {
    call();
  } catch (const Failure& failure) {
    return failure.status.code;
  }
  return Code::OK;
}

}  // namespace

TEST_CASE("writes numbered files together at the end") {
  const Folder folder;
  CancelToken cancel;
  const auto output = pictures_to_files(folder.names(), 100, cancel);
  output->open(std::nullopt);
  CHECK(output->add(1, bytes_of("second")) == 0);
  CHECK(output->add(0, bytes_of("first")) == 6);
  CHECK(folder.entries() == 0);
  output->commit();
  CHECK(output->size() == 11);
  CHECK(folder.content("still-001.png") == "first");
  CHECK(folder.content("still-002.png") == "second");
  CHECK(folder.names().name(12344) == folder.path.string() + "/still-12345.png");
}

TEST_CASE("keeps existing files, and writes no file when one of them exists") {
  const Folder folder;
  folder.write("still-002.png");
  CancelToken cancel;
  CHECK(code_of([&] { pictures_to_files(folder.names(), 100, cancel)->open(2); }) == Code::OUTPUT_EXISTS);
  const auto output = pictures_to_files(folder.names(), 100, cancel);
  output->open(std::nullopt);
  output->add(0, bytes_of("first"));
  output->add(1, bytes_of("second"));
  CHECK(code_of([&] { output->commit(); }) == Code::OUTPUT_EXISTS);
  CHECK(folder.entries() == 1);

  const auto replacing = pictures_to_files(folder.names(true), 100, cancel);
  replacing->open(2);
  replacing->add(1, bytes_of("second"));
  replacing->commit();
  CHECK(folder.content("still-002.png") == "second");
}

TEST_CASE("limits the bytes of all files together") {
  const Folder folder;
  CancelToken cancel;
  const auto output = pictures_to_files(folder.names(), 10, cancel);
  output->add(0, bytes_of("123456"));
  CHECK(code_of([&] { output->add(1, bytes_of("123456")); }) == Code::LIMIT_OUTPUT_BYTES);
}

TEST_CASE("refuses several pictures for an output of one file") {
  std::vector<uint8_t> bytes;
  CancelToken cancel;
  const auto one = pictures_to_sink(sink_to_bytes(bytes, 100, cancel), false);
  CHECK(code_of([&] { one->open(2); }) == Code::INVALID_OPTION);
  one->open(std::nullopt);
  one->add(0, bytes_of("a"));
  CHECK(code_of([&] { one->add(1, bytes_of("b")); }) == Code::INVALID_OPTION);
  const auto several = pictures_to_sink(sink_to_bytes(bytes, 100, cancel), true);
  several->open(2);
  CHECK(several->add(0, bytes_of("abc")) == 0);
  CHECK(several->add(1, bytes_of("d")) == 3);
}
