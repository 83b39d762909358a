// Open descriptors, and passing them from one process to another.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace cliploop::sandbox {

inline constexpr size_t kMostDescriptors = 4;  // of one message

// A connected pair of sockets. Throws std::system_error.
std::pair<int, int> make_channel();
// The receiver gets copies. Throws std::system_error; never blocks.
void send_descriptors(int channel, const std::vector<int>& descriptors);
// The descriptors of the next message, which must have been sent already. Throws std::system_error.
std::vector<int> receive_descriptors(int channel);

// Closes what the process has inherited by mistake: all descriptors except those of `keep`, and those with which an
// event loop waits.
void close_others(const std::vector<int>& keep);

// Whether an event loop uses io_uring, with which it can make system calls that no filter sees.
bool has_io_uring();

}  // namespace cliploop::sandbox
