// What every command prints in the same way: the head of a JSON document, failures, and text that
// came from outside.
#pragma once

#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "env.h"
#include "failure.h"

namespace rulec::app {

// Opens the object and writes `schema`, `rulec`, `command`, `exit_code`; the caller adds its own
// members and closes it.
void begin_document(JsonWriter& json, std::string_view schema, std::string_view command,
                    ExitCode exit_code);

enum class FailureForm : std::uint8_t { kText, kColoredText, kJson };

// To stderr as `error[RCnnnn] name: message` with a tip; as one document to stdout for kJson.
// `command` may be "". Returns the exit code of the failure.
ExitCode print_failure(const Failure& failure, std::string_view command, FailureForm form,
                       Env& env);

// Writes to stdout; whether it arrived is remembered by the stream that run() puts in place.
void print(Env& env, std::string_view text);
void print_error(Env& env, std::string_view text);

// Prints a finished JSON document with its newline.
void print_document(Env& env, std::string_view text);

}  // namespace rulec::app
