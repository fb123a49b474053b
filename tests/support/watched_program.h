// A program that stays: started in a folder, its lines awaited with a deadline, asked over HTTP on
// loopback, ended by a signal. Killed by its own pid at scope end.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::testing {

struct HttpAnswer {
  int status = 0;  // 0: none came
  std::string head;
  std::string body;
  // Value of a header, by its lower-case name; "" when it is not there.
  [[nodiscard]] std::string header(const std::string& name) const;
};

class WatchedProgram {
 public:
  static constexpr std::chrono::milliseconds kDeadline{30'000};

  // Standard output and standard error come as one stream of lines; with kTerminal all three
  // streams are a terminal of 100 columns.
  enum class Streams : std::uint8_t { kPipes, kTerminal };
  WatchedProgram(const std::vector<std::string>& arguments, const std::string& folder,
                 Streams streams = Streams::kPipes);
  ~WatchedProgram();
  WatchedProgram(const WatchedProgram&) = delete;
  WatchedProgram& operator=(const WatchedProgram&) = delete;

  // The next line, from where the last wait ended, that begins with `head`; "" when the deadline
  // or the end of the program comes first.
  std::string wait_for(std::string_view head, std::chrono::milliseconds deadline = kDeadline);
  // Whether `text` comes, from where the last wait for a text ended.
  [[nodiscard]] bool shows(std::string_view text, std::chrono::milliseconds deadline = kDeadline);
  // Keys, at a terminal.
  void type(std::string_view keys) const;
  // Of the window; the program is told.
  void set_columns(std::uint16_t columns) const;
  // Whether what is typed is shown again and comes by the line, as before the program began.
  [[nodiscard]] bool has_terminal_as_before() const;
  // Lines that came up to now and begin with `head`, those that were waited for included.
  [[nodiscard]] std::size_t count(std::string_view head);
  // Whether no line that begins with `head` comes in this time.
  [[nodiscard]] bool stays_silent(std::string_view head, std::chrono::milliseconds time);
  [[nodiscard]] const std::string& all() const { return all_; }

  void send_signal(int signal) const;
  // Exit status, 128 + signal; -1 when the deadline comes first.
  int wait_for_end(std::chrono::milliseconds deadline = kDeadline);

 private:
  bool read_more(std::chrono::milliseconds wait);
  bool take_line(std::string& line);

  pid_t child_ = -1;
  int out_ = -1;
  int terminal_ = -1;
  std::string all_;
  std::size_t taken_ = 0;
  std::size_t shown_ = 0;
};

// The port of "… http://127.0.0.1:8787/ …"; 0 when there is none.
[[nodiscard]] std::uint16_t port_in(std::string_view text);

// One request on a connection of its own; `bytes` are sent as they stand.
[[nodiscard]] HttpAnswer exchange_http(std::uint16_t port, std::string_view bytes);
[[nodiscard]] HttpAnswer post_json(std::uint16_t port, const std::string& path,
                                   const std::string& body);
[[nodiscard]] HttpAnswer get_http(std::uint16_t port, const std::string& path);

}  // namespace rulec::testing
