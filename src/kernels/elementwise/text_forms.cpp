// str.casefold, normalize and translate: other characters for the same text.
#include <algorithm>
#include <unordered_map>

#include <arrow/builder.h>
#include <arrow/compute/api_scalar.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/elementwise/case_folding.h"
#include "kernels/elementwise/families.h"
#include "kernels/elementwise/text_operands.h"

namespace tusk::kernels::elementwise {

namespace {

namespace compute = arrow::compute;

std::size_t character_size(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

std::uint32_t code_point_of(std::string_view character) {
  if (character.size() == 1) return static_cast<unsigned char>(character[0]);
  std::uint32_t code = static_cast<unsigned char>(character[0]) & (0x7f >> character.size());
  for (const char c : character.substr(1)) code = code << 6 | (static_cast<unsigned char>(c) & 0x3f);
  return code;
}

void append_code_point(std::uint32_t code, std::string& out) {
  if (code < 0x80) {
    out += char(code);
    return;
  }
  const int following = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  out += char((0xff00 >> (following + 1) & 0xff) | code >> 6 * following);
  for (int i = following - 1; i >= 0; --i) out += char(0x80 | (code >> 6 * i & 0x3f));
}

// Texts with another form of each character, as `append(character, out)` says.
template <class Append>
ArrayPtr with_characters(const ArrayPtr& column, Append&& append) {
  return visit_text(*column, [&]<class Texts>(const Texts& texts) -> ArrayPtr {
    typename arrow::TypeTraits<typename Texts::TypeClass>::BuilderType builder(data::arrow_pool());
    std::string changed;
    for (std::int64_t i = 0; i < texts.length(); ++i) {
      if (texts.IsNull(i)) {
        data::throw_unless_ok(builder.AppendNull(), "changing text");
        continue;
      }
      changed.clear();
      for (std::string_view rest = texts.GetView(i); !rest.empty();) {
        const auto size = std::min(character_size(rest[0]), rest.size());
        append(rest.substr(0, size), changed);
        rest.remove_prefix(size);
      }
      data::throw_unless_ok(builder.Append(changed), "changing text");
    }
    return data::value_or_throw(builder.Finish(), "changing text");
  });
}

void append_folded(std::string_view character, std::string& out) {
  if (character.size() == 1) {
    out += character;
    return;
  }
  const auto code = code_point_of(character);
  const auto* several = std::ranges::lower_bound(kFoldedCharacters, code, {}, &FoldedCharacter::character);
  if (several != std::end(kFoldedCharacters) && several->character == code) {
    out += several->folded;
    return;
  }
  const auto* after = std::ranges::upper_bound(kFoldedRanges, code, {}, &FoldedRange::first);
  if (after != std::begin(kFoldedRanges) && code - after[-1].first < after[-1].count) {
    append_code_point(after[-1].folded + (code - after[-1].first), out);
    return;
  }
  out += character;
}

ArrayPtr run_casefold(const Function&, Operands operands, const Parameters&, std::int64_t length) {
  // The capital I with a dot is the only letter that becomes several where others become lower.
  const compute::ReplaceSubstringOptions dotted("\u0130", "i\u0307");
  const auto undotted = call_arrow("replace_substring", {text_column(operands, length)}, length, &dotted);
  return with_characters(call_arrow("utf8_lower", {undotted}, length), append_folded);
}

compute::Utf8NormalizeOptions::Form form_of(const Function& function, const Parameters& parameters) {
  using Options = compute::Utf8NormalizeOptions;
  const auto form = text_parameter(function, parameters, "form");
  if (form == "NFC") return Options::NFC;
  if (form == "NFD") return Options::NFD;
  if (form == "NFKC") return Options::NFKC;
  if (form == "NFKD") return Options::NFKD;
  throw ValueError(fmt::format("{} takes the form NFC, NFD, NFKC or NFKD: '{}'", function.name, form));
}

TypePtr normalized_type(const Function& function, Types types, const Parameters& parameters) {
  form_of(function, parameters);
  return same_text(function, types, parameters);
}

ArrayPtr run_normalize_text(const Function& function, Operands operands, const Parameters& parameters,
                            std::int64_t length) {
  const compute::Utf8NormalizeOptions options(form_of(function, parameters));
  return call_arrow("utf8_normalize", {text_column(operands, length)}, length, &options);
}

using Translation = std::unordered_map<std::uint32_t, std::string>;

// The parameters "from", code points, and "to", texts; a missing text leaves the character out.
Translation translation_of(const Function& function, const Parameters& parameters) {
  const auto from = needed_parameter(function, parameters, "from").as<Sequence>();
  const auto to = needed_parameter(function, parameters, "to").as<Sequence>();
  if (from.size() != to.size())
    throw ValueError(
        fmt::format("{} takes as many texts as characters: {} and {}", function.name, to.size(), from.size()));
  Translation translation;
  for (std::size_t i = 0; i < from.size(); ++i)
    translation[std::uint32_t(from[i].as<std::int64_t>())] = to[i].is_none() ? "" : to[i].as<std::string>();
  return translation;
}

TypePtr translated_type(const Function& function, Types types, const Parameters& parameters) {
  translation_of(function, parameters);
  return same_text(function, types, parameters);
}

ArrayPtr run_translate(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto translation = translation_of(function, parameters);
  return with_characters(text_column(operands, length).make_array(), [&](std::string_view character, std::string& out) {
    const auto found = translation.find(code_point_of(character));
    out += found == translation.end() ? character : std::string_view(found->second);
  });
}

constexpr Function kFormFunctions[] = {
    {"str.casefold", 1, 1, same_text, run_casefold},
    {"str.normalize", 1, 1, normalized_type, run_normalize_text},
    {"str.translate", 1, 1, translated_type, run_translate},
};

}  // namespace

Family text_form_family() { return {kFormFunctions}; }

}  // namespace tusk::kernels::elementwise
