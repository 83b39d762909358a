// How often an animated image plays.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace cliploop {

inline constexpr int kMaxPlays = 65535;

// The total number of plays that the beginning of a GIF or APNG states, 0 = forever. A GIF without the block
// NETSCAPE2.0 plays once. nullopt for other inputs.
std::optional<int> stated_plays(std::span<const uint8_t> head);

}  // namespace cliploop
