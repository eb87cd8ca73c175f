// SPDX-License-Identifier: MIT
//
// The client itself, against the published vectors (spec 01 §1.3 and §6): it must
// not owe its understanding of the protocol to the code under test.
import assert from 'node:assert/strict';
import test from 'node:test';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { schnorr } from '@noble/curves/secp256k1.js';
import { canonicalMessage } from './canonical.mjs';
import { deriveKey, identityProofText } from './mostro_client.mjs';

const mnemonic = 'leader monkey parrot ring guide accident before fence cannon height naive bean';
const keys = [0, 1, 2].map((index) => deriveKey(mnemonic, index));
const canonical = canonicalMessage({
  version: 2, requestId: 42, tradeIndex: 1, id: '308e1272-d5f4-47e6-bd97-3504baea9c23',
  action: 'take-sell',
});
const digest = (text) => bytesToHex(sha256(utf8ToBytes(text)));
const sign = (text, key) =>
    bytesToHex(schnorr.sign(sha256(utf8ToBytes(text)), key.secret, new Uint8Array(32)));

test('the client derives the published keys', () => {
  assert.deepEqual(keys.map((key) => [bytesToHex(key.secret), key.pubkey]), [
    ['df5ba9d72ec62e9d39a095f1b86936fe10abfc7d56700caa1652a463a40d19b1',
     'b4bf6548df043786641d4b63e748eda4b55fce21beae991512d23487c7bd8950'],
    ['977b9da8056e6a83a991cb31ac507b0a618fbbee355e36e107e0e348686ab833',
     '1c71f0a29c9d14198781f36897c6d6c08e2c4f905ba69fc5f8e67d375d705a8a'],
    ['03c78114b80a2db782bb86be47c8062388d78a0585dfa79b8594e105740758c3',
     '5011d0e7a57ae27627ab76962537072c6809ef3b9e24c2e3db4e672c61624eef'],
  ]);
});

test('the client writes and signs the published canonical message', () => {
  assert.equal(digest(canonical),
               '590b83ccb047508c6a22ba3f099e779622be2b5d10e84cbae8e76d4ec466f942');
  assert.equal(sign(canonical, keys[1]),
               '4cd67cb067ac8797b2a1bc55db060706e803e9cd3d3b08b63093c3b7b37b4441' +
               '52dca884aa5c3fcc3bf90d47c46a5bfbc4a1caa351b0af8041939b4a7aee71bc');
});

test('the client makes the published proof of identity', () => {
  const text = identityProofText(keys[1].pubkey, canonical);
  assert.equal(digest(text), 'a92da6ffc3e2ce48e4f10d02eac56069afc66dd655a3edc4b359ff654f76fcf3');
  const signature = sign(text, keys[0]);
  assert.equal(signature,
               '1c4b915e5e03e448f317b1ad309108e1058ea140988c3d3ef30d8a5a35c921c1' +
               '898de5d7eeecf47376925e0dd0d01e3dc1ff5570c043dc54d19358a0d6f24e4b');
  assert.ok(schnorr.verify(hexToBytes(signature), sha256(utf8ToBytes(text)),
                           hexToBytes(keys[0].pubkey)));
});
