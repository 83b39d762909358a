// Recognizes encrypted video, which libav would decode to wrong pictures.
#pragma once

#include <span>
#include <string>

#include "base/av_ptr.h"
#include "base/status.h"
#include "input/av_log.h"

namespace cliploop {

// Whether the packet has encrypted bytes.
bool is_encrypted(const AVStream& stream, const AVPacket& packet);

// Removes the byte before a clear packet of an encrypted WebM file. Call this once for each packet.
void remove_signal_byte(const AVStream& stream, AVPacket& packet);

// What the container says about the encryption of the stream, such as "Common Encryption"; empty when it says nothing.
// head: the first bytes of the input.
std::string encryption_of(const AVFormatContext& format, const AVStream& stream, std::span<const uint8_t> head,
                          AvLog& log);

}  // namespace cliploop
