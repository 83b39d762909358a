#include "input/boxes.h"

#include <algorithm>
#include <array>

namespace cliploop {
namespace {

constexpr size_t kBoxHeader = 8;    // size and name
constexpr size_t kWideHeader = 16;  // with a size of 64 bits

}  // namespace

std::string_view name_at(std::span<const uint8_t> bytes, size_t at) {
  return {reinterpret_cast<const char*>(bytes.data()) + at, 4};
}

uint32_t number_at(std::span<const uint8_t> bytes, size_t at) {
  return uint32_t{bytes[at]} << 24 | uint32_t{bytes[at + 1]} << 16 | uint32_t{bytes[at + 2]} << 8 | bytes[at + 3];
}

size_t read_at(Source& source, int64_t offset, std::span<uint8_t> buffer) {
  source.seek(offset);
  size_t length = 0;
  while (length < buffer.size()) {
    const int got =
        source.read(buffer.data() + length, static_cast<int>(std::min<size_t>(buffer.size() - length, 1 << 20)));
    if (got == 0) break;
    length += static_cast<size_t>(got);
  }
  return length;
}

std::optional<Box> box_at(Source& source, int64_t offset) {
  std::array<uint8_t, kWideHeader> header = {};
  const size_t length = read_at(source, offset, header);
  if (length < kBoxHeader) return std::nullopt;
  int64_t size = number_at(header, 0);
  size_t skip = kBoxHeader;
  if (size == 1 && length == kWideHeader) {
    size = static_cast<int64_t>(uint64_t{number_at(header, 8)} << 32 | number_at(header, 12));
    skip = kWideHeader;
  }
  if (size == 0) size = source.size() - offset;
  if (size < static_cast<int64_t>(skip) || size > INT64_MAX / 2 - offset) return std::nullopt;
  Box box;
  std::copy_n(header.begin() + 4, box.name.size(), box.name.begin());
  box.end = offset + size;
  box.content = {offset + static_cast<int64_t>(skip), size - static_cast<int64_t>(skip)};
  return box;
}

std::optional<Part> find_box(Source& source, std::string_view name, CancelToken& cancel) {
  for (int64_t offset = 0;;) {
    cancel.check();
    const std::optional<Box> box = box_at(source, offset);
    if (!box) return std::nullopt;
    if (std::string_view(box->name.data(), box->name.size()) == name) {
      return box->content.size > 0 ? std::optional(box->content) : std::nullopt;
    }
    offset = box->end;
  }
}

void each_child(std::span<const uint8_t> content, const VisitBox& visit) {
  for (size_t at = 0; at + kBoxHeader <= content.size();) {
    const size_t size = number_at(content, at);
    if (size < kBoxHeader || size > content.size() - at) return;
    visit(name_at(content, at + 4), content.subspan(at + kBoxHeader, size - kBoxHeader));
    at += size;
  }
}

std::span<const uint8_t> find_child(std::span<const uint8_t> content, std::string_view name) {
  std::span<const uint8_t> found;
  each_child(content, [&](std::string_view child, std::span<const uint8_t> body) {
    if (found.empty() && child == name) found = body;
  });
  return found;
}

}  // namespace cliploop
