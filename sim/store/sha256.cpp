#include "sim/store/sha256.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>

#include "sim/store/store_error.h"

namespace genericity {

struct Sha256::Context {
  EVP_MD_CTX* state = EVP_MD_CTX_new();
  Context() = default;
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context() { EVP_MD_CTX_free(state); }
};

void Sha256::Free::operator()(Context* context) const {
  std::default_delete<Context>()(context);
}

Sha256::Sha256() : context_(new Context) {
  // The machine's configuration may name modules to load, of which none is wanted, and which a program that
  // brings its own C library along cannot load.
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  if (context_->state == nullptr || EVP_DigestInit_ex(context_->state, EVP_sha256(), nullptr) != 1) {
    throw StoreError("the cryptographic library offers no SHA-256");
  }
}

void Sha256::update(std::span<const std::byte> bytes) {
  if (EVP_DigestUpdate(context_->state, bytes.data(), bytes.size()) != 1) throw StoreError("SHA-256 failed");
}

std::string Sha256::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_DigestFinal_ex(context_->state, digest.data(), &size) != 1) throw StoreError("SHA-256 failed");
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    text += digits[digest[i] >> 4U];
    text += digits[digest[i] & 15U];
  }
  return text;
}

}  // namespace genericity
