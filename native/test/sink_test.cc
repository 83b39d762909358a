#include "job/sink.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace cliploop;
namespace fs = std::filesystem;

namespace {

struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "cliploop-sink-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  size_t entries() const {
    return static_cast<size_t>(std::distance(fs::directory_iterator(path), fs::directory_iterator{}));
  }
};

std::vector<uint8_t> to_bytes(const std::string& text) { return {text.begin(), text.end()}; }

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Code code_of(auto call) {
  try {
    call();
  } catch (const Failure& failure) {
    return failure.status.code;
  }
  return Code::OK;
}

}  // namespace

TEST_CASE("writes to an open file, which the caller may close") {
  const Folder folder;
  const fs::path path = folder.path / "open";
  CancelToken cancel;
  const int fd = open(path.c_str(), O_RDWR | O_CREAT, 0600);
  const auto sink = sink_to_descriptor(Descriptor::copy_of(fd), 100, cancel);
  close(fd);
  sink->write(to_bytes("dropped"));
  sink->restart();
  sink->write(to_bytes("abc"));
  sink->patch(1, to_bytes("x"));
  sink->commit();
  CHECK(content(path) == "axc");
  CHECK(sink->md5() == "fc994e5c1c67757d0d52e3fab3b7108d");
  CHECK(Descriptor::copy_of(-1).get() == -1);
}

TEST_CASE("sink_to_path writes a whole file or none") {
  const Folder folder;
  CancelToken cancel;
  const std::string path = folder.path / "out.gif";
  {
    const auto sink = sink_to_path(path, false, 100, cancel);
    sink->write(to_bytes("hello"));
    CHECK_FALSE(fs::exists(path));
  }
  CHECK(folder.entries() == 0);
  const auto sink = sink_to_path(path, false, 100, cancel);
  sink->write(to_bytes("hello"));
  sink->commit();
  CHECK(content(path) == "hello");
  CHECK(sink->md5() == "5d41402abc4b2a76b9719d911017c592");
  CHECK(folder.entries() == 1);
}

TEST_CASE("sink_to_path replaces a file only with overwrite, and keeps its mode") {
  const Folder folder;
  CancelToken cancel;
  const std::string path = folder.path / "out.gif";
  const auto late = sink_to_path(path, false, 100, cancel);
  late->open();
  std::ofstream(path) << "mine";
  chmod(path.c_str(), 0640);
  CHECK(code_of([&] { sink_to_path(path, false, 100, cancel)->open(); }) == Code::OUTPUT_EXISTS);
  late->write(to_bytes("late"));
  CHECK(code_of([&] { late->commit(); }) == Code::OUTPUT_EXISTS);
  CHECK(content(path) == "mine");
  const auto sink = sink_to_path(path, true, 100, cancel);
  sink->write(to_bytes("new"));
  sink->commit();
  CHECK(content(path) == "new");
  struct stat info = {};
  stat(path.c_str(), &info);
  CHECK((info.st_mode & 0777) == 0640);
}

TEST_CASE("Sink hashes patched bytes and drops all bytes at a restart") {
  const Folder folder;
  CancelToken cancel;
  std::vector<uint8_t> memory;
  std::string delivered;
  const auto deliver = [&](std::span<const uint8_t> piece) { delivered.append(piece.begin(), piece.end()); };
  const auto to_file = sink_to_path(folder.path / "out.webp", false, 100, cancel);
  const auto to_memory = sink_to_bytes(memory, 100, cancel);
  const auto to_stream = sink_to_stream(deliver, true, 100, cancel);
  for (Sink* sink : {to_file.get(), to_memory.get(), to_stream.get()}) {
    sink->write(to_bytes("a false start, longer"));
    sink->restart();
    sink->write(to_bytes("jello"));
    sink->patch(0, to_bytes("h"));
    sink->commit();
    CHECK(sink->md5() == "5d41402abc4b2a76b9719d911017c592");
    CHECK(sink->size() == 5);
  }
  CHECK(content(folder.path / "out.webp") == "hello");
  CHECK(memory == to_bytes("hello"));
  CHECK(delivered == "hello");
}

TEST_CASE("sink_to_path writes the file that a link points to") {
  const Folder folder;
  CancelToken cancel;
  std::ofstream(folder.path / "real.gif") << "old";
  fs::create_symlink("real.gif", folder.path / "link.gif");
  fs::create_symlink("nowhere.gif", folder.path / "dangling.gif");
  const auto sink = sink_to_path(folder.path / "link.gif", true, 100, cancel);
  sink->write(to_bytes("new"));
  sink->commit();
  CHECK(fs::is_symlink(folder.path / "link.gif"));
  CHECK(content(folder.path / "real.gif") == "new");
  CHECK(code_of([&] { sink_to_path(folder.path / "dangling.gif", false, 100, cancel)->open(); }) ==
        Code::OUTPUT_EXISTS);
}

TEST_CASE("Sink reports limits and unwritable paths with their codes") {
  const Folder folder;
  CancelToken cancel;
  std::vector<uint8_t> memory;
  const auto sink = sink_to_bytes(memory, 4, cancel);
  CHECK(code_of([&] { sink->write(to_bytes("hello")); }) == Code::LIMIT_OUTPUT_BYTES);
  CHECK(code_of([&] { sink_to_path(folder.path / "no" / "out.gif", false, 9, cancel)->open(); }) ==
        Code::OUTPUT_UNWRITABLE);
  CHECK(code_of([&] { sink_to_path(folder.path, true, 9, cancel)->open(); }) == Code::OUTPUT_UNWRITABLE);
}

TEST_CASE("sink_to_path does nothing before it is opened") {
  const Folder folder;
  CancelToken cancel;
  const auto sink = sink_to_path(folder.path / "no" / "out.gif", false, 100, cancel);
  CHECK(folder.entries() == 0);
  CHECK(code_of([&] { sink->write(to_bytes("hello")); }) == Code::OUTPUT_UNWRITABLE);
  try {
    sink_to_path(folder.path, true, 100, cancel)->open();
  } catch (const Failure& failure) {
    CHECK(failure.status.detail == folder.path.string() + ": it is a folder");
  }
}
