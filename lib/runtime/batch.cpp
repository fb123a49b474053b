#include "runtime/batch.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "runtime/internal/fired_tile.h"

namespace rulec::runtime {
namespace {

// Takes the first line off `rest`, without its end.
std::string_view take_line(std::string_view& rest) {
  std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  return line;
}

bool is_empty(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

// Whole lines, and how many stand before them.
struct Block {
  std::string_view lines;
  std::uint64_t before = 0;
};

// Cuts a text into blocks.
class Cutter {
 public:
  Cutter(std::string_view text, std::size_t block_bytes)
      : rest_(text), block_bytes_(std::max<std::size_t>(block_bytes, 1)) {}

  [[nodiscard]] bool is_done() const { return rest_.empty(); }

  Block next() {
    Block block{.lines = rest_, .before = lines_};
    while (!rest_.empty() && block.lines.size() - rest_.size() < block_bytes_) {
      lines_ += is_empty(take_line(rest_)) ? 0 : 1;
    }
    block.lines.remove_suffix(rest_.size());
    return block;
  }
  // The same for who counts the lines by himself.
  std::string_view next_lines() {
    std::string_view lines = rest_;
    std::size_t end =
        block_bytes_ > lines.size() ? std::string_view::npos : lines.find('\n', block_bytes_ - 1);
    lines = lines.substr(0, end == std::string_view::npos ? end : end + 1);
    rest_.remove_prefix(lines.size());
    return lines;
  }

 private:
  std::string_view rest_;
  std::size_t block_bytes_;
  std::uint64_t lines_ = 0;
};

// Lines that are one after the other, with their numbers.
class Lines {
 public:
  explicit Lines(const Block& block) : rest_(block.lines), number_(block.before) {}

  // False: there is none left.
  bool next(BatchLine& line) {
    while (!rest_.empty()) {
      line.text = take_line(rest_);
      if (!is_empty(line.text)) {
        line.number = ++number_;
        return true;
      }
    }
    return false;
  }

 private:
  std::string_view rest_;
  std::uint64_t number_;
};

// Appends the answers for the lines of a block. Each thread has one.
using AnswerBlock = std::function<BatchCounts(const Block& block, std::string& out)>;
using MakeAnswerBlock = std::function<AnswerBlock()>;

AnswerBlock line_by_line(const AnswerLine& answer) {
  return
      [&answer, workspace = std::make_shared<Workspace>()](const Block& block, std::string& out) {
        BatchCounts counts;
        BatchLine line;
        for (Lines lines(block); lines.next(line);) {
          ++counts.lines;
          counts.failed += answer(line, *workspace, out) ? 0 : 1;
        }
        return counts;
      };
}

AnswerBlock tile_by_tile(const LoadedRuleset& ruleset, const Request& request,
                         const AnswerFired& answer) {
  return [&answer, tile = std::make_shared<FiredTile>(ruleset, request)](const Block& block,
                                                                         std::string& out) {
    std::array<std::string_view, FiredTile::kContexts> contexts;
    BatchCounts counts;
    Lines lines(block);
    while (true) {
      std::size_t count = 0;
      std::uint64_t first = 0;
      for (BatchLine line; count < contexts.size() && lines.next(line);) {
        first = count == 0 ? line.number : first;
        contexts[count++] = line.text;
      }
      if (count == 0) {
        return counts;
      }
      counts.lines += count;
      tile->decide(std::span(contexts).first(count), [&](std::size_t place, const Problem* problem,
                                                         std::span<const std::uint32_t> rules) {
        FiredLine fired{.line = {.number = first + place, .text = contexts[place]},
                        .problem = problem,
                        .rules = rules};
        counts.failed += answer(fired, out) ? 0 : 1;
      });
    }
  };
}

// Threads take blocks in order and put the answers into places of a ring; the thread that asked
// takes them out in order. A thread waits when its block's place is not free yet.
class Batch {
 public:
  Batch(std::string_view text, std::size_t threads, std::size_t block_bytes,
        const MakeAnswerBlock& make)
      : cutter_(text, block_bytes), make_(make), places_(kPlacesPerThread * threads) {}

  void work() {
    try {
      answer_blocks();
    } catch (...) {
      end(std::current_exception());
    }
  }

  // What a thread could not do, or `take`, ends all of them and is thrown.
  BatchCounts take_all(const TakeAnswers& take) {
    try {
      return take_in_order(take);
    } catch (...) {
      end(std::current_exception());
      throw;
    }
  }

 private:
  static constexpr std::size_t kPlacesPerThread = 4;

  struct Place {
    std::string answers;
    bool is_ready = false;
  };

  void answer_blocks() {
    AnswerBlock answer = make_();
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] {
        return fault_ != nullptr || cutter_.is_done() || cut_ < taken_ + places_.size();
      });
      if (fault_ != nullptr || cutter_.is_done()) {
        return;
      }
      Place& place = places_[cut_++ % places_.size()];
      const Block block = cutter_.next();
      lock.unlock();
      place.answers.clear();
      BatchCounts counts = answer(block, place.answers);
      lock.lock();
      counts_.lines += counts.lines;
      counts_.failed += counts.failed;
      place.is_ready = true;
      changed_.notify_all();
    }
  }

  BatchCounts take_in_order(const TakeAnswers& take) {
    std::unique_lock lock(mutex_);
    while (!cutter_.is_done() || taken_ < cut_) {
      Place& place = places_[taken_ % places_.size()];
      changed_.wait(lock, [&] { return fault_ != nullptr || place.is_ready; });
      if (fault_ != nullptr) {
        std::rethrow_exception(fault_);
      }
      lock.unlock();
      take(place.answers);
      lock.lock();
      place.is_ready = false;
      ++taken_;
      changed_.notify_all();
    }
    return counts_;
  }

  void end(std::exception_ptr fault) {
    std::scoped_lock lock(mutex_);
    if (fault_ == nullptr) {
      fault_ = std::move(fault);
    }
    changed_.notify_all();
  }

  std::mutex mutex_;  // of all that follows, but for the answers of a place that is being filled
  std::condition_variable changed_;
  Cutter cutter_;
  const MakeAnswerBlock& make_;
  std::vector<Place> places_;
  std::uint64_t cut_ = 0;    // blocks that threads have
  std::uint64_t taken_ = 0;  // blocks whose answers were taken
  BatchCounts counts_;
  std::exception_ptr fault_;  // the first one; nobody begins anything after it
};

BatchCounts answer_alone(std::string_view text, std::size_t block_bytes,
                         const MakeAnswerBlock& make, const TakeAnswers& take) {
  BatchCounts counts;
  AnswerBlock answer = make();
  std::string answers;
  for (Cutter cutter(text, block_bytes); !cutter.is_done();) {
    answers.clear();
    BatchCounts some = answer({.lines = cutter.next_lines(), .before = counts.lines}, answers);
    take(answers);
    counts.lines += some.lines;
    counts.failed += some.failed;
  }
  return counts;
}

BatchCounts answer_blocks(std::string_view text, const BatchOptions& options,
                          const MakeAnswerBlock& make, const TakeAnswers& take) {
  // More threads than blocks would have nothing to do.
  std::size_t blocks = text.size() / std::max<std::size_t>(options.block_bytes, 1) + 1;
  std::size_t wanted = options.threads > 0 ? options.threads : std::thread::hardware_concurrency();
  std::size_t threads = std::min(wanted, blocks);
  if (threads < 2) {
    return answer_alone(text, options.block_bytes, make, take);
  }
  Batch batch(text, threads, options.block_bytes, make);
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < threads; ++i) {
    try {
      workers.emplace_back([&batch] { batch.work(); });
    } catch (const std::system_error&) {
      break;  // the system has no more; those that there are do
    }
  }
  if (workers.empty()) {
    return answer_alone(text, options.block_bytes, make, take);
  }
  return batch.take_all(take);
}

}  // namespace

BatchCounts answer_lines(std::string_view text, const BatchOptions& options,
                         const AnswerLine& answer, const TakeAnswers& take) {
  return answer_blocks(text, options, [&answer] { return line_by_line(answer); }, take);
}

BatchCounts answer_fired(const LoadedRuleset& ruleset, const Request& request,
                         std::string_view text, const BatchOptions& options,
                         const AnswerFired& answer, const TakeAnswers& take) {
  return answer_blocks(text, options, [&] { return tile_by_tile(ruleset, request, answer); }, take);
}

}  // namespace rulec::runtime
