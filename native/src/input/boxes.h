// Reads the boxes of an ISO base media file (MP4, HEIF), which libav does not export.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "base/cancel.h"
#include "input/source.h"

namespace cliploop {

// Some bytes of a source.
struct Part {
  int64_t offset = 0;
  int64_t size = 0;
};

// Four characters and a big-endian number; the bytes must be there.
std::string_view name_at(std::span<const uint8_t> bytes, size_t at);
uint32_t number_at(std::span<const uint8_t> bytes, size_t at);

// Reads up to the size of the buffer, less only at the end of the source.
size_t read_at(Source& source, int64_t offset, std::span<uint8_t> buffer);

// A box at the top level of a file.
struct Box {
  std::array<char, 4> name = {};
  Part content;
  int64_t end = 0;  // offset after it
};

// The box at an offset; nullopt at the end of the source, and where no box can be.
std::optional<Box> box_at(Source& source, int64_t offset);

// The content of the first box with this name at the top level of the file.
std::optional<Part> find_box(Source& source, std::string_view name, CancelToken& cancel);

// Calls `visit` with each box in the content of a box.
using VisitBox = std::function<void(std::string_view name, std::span<const uint8_t> content)>;
void each_child(std::span<const uint8_t> content, const VisitBox& visit);

// The content of the first box with this name; empty when there is none.
std::span<const uint8_t> find_child(std::span<const uint8_t> content, std::string_view name);

}  // namespace cliploop
