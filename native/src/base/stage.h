// The words for the stages of a job. This is the only list: progress phases, timings, errors and thread names use it,
// and the addon exports it as `stages`.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cliploop {

// What a word is used for; a sum of these for each stage.
namespace stage_use {
inline constexpr unsigned phase = 1;   // Progress::phase
inline constexpr unsigned timing = 2;  // a member of the result's timings
inline constexpr unsigned error = 4;   // Status::stage
inline constexpr unsigned thread = 8;  // the name of a thread
}  // namespace stage_use

// In the order of the data flow. A failure outside of every stage has the stage "job".
#define CLIPLOOP_STAGES(X)                           \
  X(INPUT, "input", error)                           \
  X(OPEN, "open", phase | timing)                    \
  X(DEMUX, "demux", error)                           \
  X(SEEK, "seek", phase | timing)                    \
  X(DECODE, "decode", timing | error)                \
  X(SAMPLE, "sample", error)                         \
  X(ENCODE, "encode", phase)                         \
  X(SCALE, "scale", timing | error | thread)         \
  X(MERGE, "merge", error | thread)                  \
  X(QUANTIZE, "quantize", timing | error)            \
  X(DIFF, "diff", timing | error | thread)           \
  X(COMPRESS, "compress", timing)                    \
  X(WEBP, "webp", error)                             \
  X(AVIF, "avif", error)                             \
  X(PICTURE, "picture", error)                       \
  X(MUX, "mux", error)                               \
  X(WRITE, "write", phase | timing | error | thread) \
  X(TOTAL, "total", timing)                          \
  X(JOB, "job", error | thread)

enum class Stage : uint8_t {
  NONE,  // ""
#define X(name, word, uses) name,
  CLIPLOOP_STAGES(X)
#undef X
};

namespace stage_list {
using namespace stage_use;
struct Entry {
  const char* word;
  unsigned uses;
};
inline constexpr std::array entries{Entry{"", 0},
#define X(name, word, uses) Entry{word, uses},
                                    CLIPLOOP_STAGES(X)
#undef X
};
}  // namespace stage_list

inline constexpr size_t stage_count = stage_list::entries.size();

constexpr const char* stage_name(Stage stage) { return stage_list::entries[static_cast<size_t>(stage)].word; }

// The stages with this use, in the order of the list.
inline std::vector<Stage> stages_for(unsigned use) {
  std::vector<Stage> stages;
  for (size_t i = 0; i < stage_count; ++i) {
    if ((stage_list::entries[i].uses & use) != 0) stages.push_back(static_cast<Stage>(i));
  }
  return stages;
}

}  // namespace cliploop
