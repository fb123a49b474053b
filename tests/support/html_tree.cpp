#include "html_tree.h"

#include <gumbo.h>

#include <algorithm>
#include <array>

namespace rulec::testing {
namespace {

using std::string_view;

char lower(char byte) {
  return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

// The steps of browsers: blanks and controls at the ends go, tab and newline go everywhere.
std::string as_browsers_read(string_view url) {
  while (!url.empty() && static_cast<unsigned char>(url.front()) <= ' ') {
    url.remove_prefix(1);
  }
  std::string read;
  for (char byte : url) {
    if (byte != '\t' && byte != '\n' && byte != '\r') {
      read += byte == '\\' ? '/' : byte;
    }
  }
  return read;
}

std::string scheme_of(string_view url) {
  std::string scheme;
  for (char byte : url) {
    bool is_letter = lower(byte) >= 'a' && lower(byte) <= 'z';
    bool is_other = (byte >= '0' && byte <= '9') || byte == '+' || byte == '-' || byte == '.';
    if (byte == ':') {
      return scheme;
    }
    if (!is_letter && (!is_other || scheme.empty())) {
      break;
    }
    scheme += lower(byte);
  }
  return {};
}

// The last two labels of a host: the ones before may be a value's.
string_view domain_of(string_view host) {
  std::size_t last = host.rfind('.');
  std::size_t dot = last == host.npos || last == 0 ? host.npos : host.rfind('.', last - 1);
  return dot == host.npos ? host : host.substr(dot + 1);
}

std::string frame_of(string_view url, string_view scheme) {
  string_view rest = url.substr(scheme.empty() ? 0 : scheme.size() + 1);
  std::string frame(scheme);
  if (rest.starts_with("//") || scheme.starts_with("http")) {
    rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
    string_view host = rest.substr(0, rest.find_first_of("/?#"));
    frame += "//" + std::string(domain_of(host));
    rest.remove_prefix(host.size());
  }
  string_view path = rest.substr(0, rest.find_first_of("?#"));
  long depth = 0;
  while (!path.empty()) {
    std::size_t slash = path.find('/');
    std::string segment = percent_decoded(path.substr(0, slash));
    depth += segment == ".." ? -1 : segment == "." ? 0 : slash == path.npos ? 0 : 1;
    path.remove_prefix(slash == path.npos ? path.size() : slash + 1);
  }
  return frame + ":" + std::to_string(depth);
}

bool is_url_attribute(string_view name) {
  constexpr std::array<string_view, 12> kNames = {
      "href",   "src",  "cite",     "action", "formaction", "xlink:href",
      "poster", "data", "manifest", "srcset", "background", "ping"};
  return std::ranges::find(kNames, name) != kNames.end();
}

class Reader {
 public:
  explicit Reader(HtmlTree& tree) : tree_(tree) {}

  void children(const GumboVector& nodes) {
    for (unsigned int i = 0; i < nodes.length; ++i) {
      node(*static_cast<const GumboNode*>(nodes.data[i]));
    }
  }

 private:
  void node(const GumboNode& node) {
    switch (node.type) {
      case GUMBO_NODE_ELEMENT:
      case GUMBO_NODE_TEMPLATE:
        element(node.v.element);
        break;
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_WHITESPACE:
        tree_.text += node.v.text.text;
        break;
      case GUMBO_NODE_COMMENT:
      case GUMBO_NODE_CDATA:
        tree_.shape += "<!>";
        live("a comment");
        break;
      case GUMBO_NODE_DOCUMENT:
        break;
    }
  }

  void element(const GumboElement& element) {
    std::string name = gumbo_normalized_tagname(element.tag);
    if (name.empty()) {
      GumboStringPiece original = element.original_tag;
      gumbo_tag_from_original_text(&original);
      name = std::string(original.data, original.length);
    }
    constexpr std::array<string_view, 17> kLive = {
        "script", "style", "iframe",   "object", "embed", "form",     "input", "button", "svg",
        "math",   "meta",  "template", "link",   "base",  "textarea", "video", "audio"};
    if (std::ranges::find(kLive, string_view(name)) != kLive.end()) {
      live("<" + name + ">");
    }
    tree_.shape += name + "(";
    for (unsigned int i = 0; i < element.attributes.length; ++i) {
      attribute(*static_cast<const GumboAttribute*>(element.attributes.data[i]));
    }
    tree_.shape += ")[";
    children(element.children);
    tree_.shape += "]";
  }

  void attribute(const GumboAttribute& attribute) {
    string_view name = attribute.name;
    tree_.shape += std::string(name) + " ";
    tree_.values.emplace_back(attribute.value);
    if (name.starts_with("on") || name == "style" || name == "srcdoc") {
      live(std::string(name));
    }
    if (is_url_attribute(name)) {
      std::string url = as_browsers_read(attribute.value);
      std::string scheme = scheme_of(url);
      if (!scheme.empty() && scheme != "http" && scheme != "https" && scheme != "mailto") {
        live(std::string(name) + " with the scheme " + scheme);
      }
      tree_.schemes.push_back(scheme);
      tree_.url_frames.push_back(frame_of(url, scheme));
    }
  }

  void live(const std::string& what) {
    if (tree_.live.empty()) {
      tree_.live = what;
    }
  }

  HtmlTree& tree_;
};

const GumboNode* find_body(const GumboOutput& output) {
  const GumboVector& nodes = output.root->v.element.children;
  for (unsigned int i = 0; i < nodes.length; ++i) {
    const auto* node = static_cast<const GumboNode*>(nodes.data[i]);
    if (node->type == GUMBO_NODE_ELEMENT && node->v.element.tag == GUMBO_TAG_BODY) {
      return node;
    }
  }
  return nullptr;
}

}  // namespace

HtmlTree read_html(string_view fragment) {
  std::string page = "<!DOCTYPE html><html><head><title>t</title></head><body>";
  page += fragment;
  page += "</body></html>";
  GumboOutput* output = gumbo_parse_with_options(&kGumboDefaultOptions, page.data(), page.size());
  HtmlTree tree;
  tree.parse_errors = output->errors.length;
  if (const GumboNode* body = find_body(*output); body != nullptr) {
    if (body->v.element.attributes.length > 0) {
      tree.live = "an attribute of body";
    }
    Reader(tree).children(body->v.element.children);
  }
  gumbo_destroy_output(&kGumboDefaultOptions, output);
  return tree;
}

std::string percent_decoded(string_view text) {
  auto digit = [](char byte) {
    byte = lower(byte);
    if (byte >= '0' && byte <= '9') {
      return byte - '0';
    }
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
  };
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool is_escape =
        text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    if (is_escape) {
      decoded += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

}  // namespace rulec::testing
