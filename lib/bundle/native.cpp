#include "bundle/native.h"

#include "base/hash.h"
#include "base/limits.h"
#include "bundle/internal/layout.h"

namespace rulec::bundle {
namespace {

constexpr std::size_t kMaxTextBytes = 4096;  // the features of a processor are the longest

std::unexpected<Error> damaged(std::string_view problem) {
  return fail(ErrorCode::kBadArtifact, "its section is damaged: " + std::string(problem));
}

// Reads the head; the first failure sticks and gives zeros.
class Head {
 public:
  explicit Head(std::string_view bytes) : bytes_(bytes) {}

  template <class Int>
  Int integer() {
    if (!take(sizeof(Int))) {
      return 0;
    }
    return load<Int>(bytes_, at_ - sizeof(Int));
  }

  std::string text() {
    auto length = integer<std::uint32_t>();
    return length <= kMaxTextBytes && take(length)
               ? std::string(bytes_.substr(at_ - length, length))
               : give_up();
  }

  std::string hash() {
    return take(kHashBytes) ? to_hex(bytes_.substr(at_ - kHashBytes, kHashBytes)) : give_up();
  }

  [[nodiscard]] bool is_good() const { return is_good_; }
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  std::string give_up() {
    is_good_ = false;
    return {};
  }

  bool take(std::size_t length) {
    if (!is_good_ || length > bytes_.size() - at_) {
      is_good_ = false;
      return false;
    }
    at_ += length;
    return true;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  bool is_good_ = true;
};

struct Row {
  NativeTarget target;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::string sha256;
};

Row read_row(Head& head) {
  Row row;
  row.target.triple = head.text();
  row.target.processor = head.text();
  row.target.features = head.text();
  row.target.llvm = head.text();
  row.target.build_id = head.text();
  row.target.helpers = head.integer<std::uint32_t>();
  row.offset = head.integer<std::uint64_t>();
  row.length = head.integer<std::uint64_t>();
  row.sha256 = head.hash();
  return row;
}

void append_text(std::string& out, const std::string& text) {
  append<std::uint32_t>(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

std::size_t row_bytes(const NativeTarget& target) {
  constexpr std::size_t kNumbers = 5 * 4 + 4 + 8 + 8 + kHashBytes;
  return kNumbers + target.triple.size() + target.processor.size() + target.features.size() +
         target.llvm.size() + target.build_id.size();
}

std::string_view difference(const NativeTarget& target, const NativeTarget& host) {
  if (target.triple != host.triple || target.processor != host.processor ||
      target.features != host.features) {
    return "none of its targets is this processor";
  }
  if (target.llvm != host.llvm) {
    return "it was made with another version of LLVM";
  }
  return "it was made by another build of rulec";
}

NativeVerdict ignored(std::string_view reason) {
  return {.object = std::nullopt, .ignored = std::string(reason)};
}

}  // namespace

Result<std::vector<NativeObject>> read_native(std::string_view section) {
  Head head(section);
  auto count = head.integer<std::uint32_t>();
  if (!head.is_good() || count == 0 || count > kMaxNativeTargets) {
    return damaged("its count of targets");
  }
  std::vector<Row> rows;
  for (std::uint32_t i = 0; i < count && head.is_good(); ++i) {
    rows.push_back(read_row(head));
  }
  if (!head.is_good()) {
    return damaged("it ends inside its table");
  }
  std::vector<NativeObject> objects;
  std::uint64_t end = head.at();
  for (Row& row : rows) {
    if (row.offset != end || row.length > section.size() - end) {
      return damaged("an object does not follow the one before it");
    }
    end += row.length;
    std::string_view bytes = section.substr(row.offset, row.length);
    if (to_hex(sha256(bytes)) != row.sha256) {
      return damaged("an object does not match its hash");
    }
    objects.push_back({.target = std::move(row.target), .bytes = bytes});
  }
  return end == section.size() ? Result<std::vector<NativeObject>>(std::move(objects))
                               : damaged("it goes on after the last object");
}

std::string write_native(const std::vector<NativeObject>& objects) {
  std::size_t offset = 4;
  for (const NativeObject& object : objects) {
    offset += row_bytes(object.target);
  }
  std::string out;
  append<std::uint32_t>(out, static_cast<std::uint32_t>(objects.size()));
  for (const NativeObject& object : objects) {
    const NativeTarget& target = object.target;
    for (const std::string* text :
         {&target.triple, &target.processor, &target.features, &target.llvm, &target.build_id}) {
      append_text(out, *text);
    }
    append<std::uint32_t>(out, target.helpers);
    append<std::uint64_t>(out, offset);
    append<std::uint64_t>(out, object.bytes.size());
    Sha256Digest hash = sha256(object.bytes);
    out.append(reinterpret_cast<const char*>(hash.data()), hash.size());
    offset += object.bytes.size();
  }
  for (const NativeObject& object : objects) {
    out += object.bytes;
  }
  return out;
}

std::optional<NativeVerdict> judge_native(const Container& container, NativePermission permission,
                                          const std::optional<NativeTarget>& host) {
  auto section = container.section(static_cast<std::uint32_t>(bytecode::SectionType::kNative));
  if (!section) {
    return std::nullopt;
  }
  if (permission == NativePermission::kNobody) {
    return ignored("neither the trust file nor `--allow-native` allows it");
  }
  Result<std::vector<NativeObject>> objects = read_native(*section);
  if (!objects) {
    return ignored(objects.error().message);
  }
  if (!host) {
    return ignored("this rulec has no native engine");
  }
  for (const NativeObject& object : *objects) {
    if (object.target == *host) {
      return NativeVerdict{.object = object, .ignored = {}};
    }
  }
  return ignored(difference(objects->front().target, *host));
}

}  // namespace rulec::bundle
