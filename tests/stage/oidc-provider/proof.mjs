// Checks the proof of a key that goes with a bound token at the API (RFC 9449 §4.3, §7).

import { hash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';

/** Answers why a proof is refused, or nothing where it is good. `nonces`: the API wants its own. */
export function createProofs({ nonces }) {
  const seen = new Set();
  let number = 1;

  return async ({ request, response, url, value, thumbprint, origin }) => {
    const proof = request.headers.dpop;
    if (!proof) return 'DPoP error="invalid_token", error_description="the proof is missing"';
    const bad = (why) => `DPoP error="invalid_dpop_proof", error_description="${why}"`;
    try {
      const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt' });
      if (await calculateJwkThumbprint(protectedHeader.jwk) !== thumbprint) return bad('another key');
      if (payload.htm !== request.method) return bad('htm');
      if (payload.htu !== `${origin}${url.pathname}`) return bad(`htu ${payload.htu}`);
      if (payload.ath !== hash('sha256', value, 'base64url')) return bad('ath');
      if (Math.abs(Date.now() / 1000 - payload.iat) > 60) return bad('iat');
      if (seen.has(payload.jti)) return bad('replay');
      seen.add(payload.jti);
      if (!nonces) return undefined;
      const good = payload.nonce === `api-nonce-${number}`;
      if (good) number += 1;
      response.setHeader('dpop-nonce', `api-nonce-${number}`);
      return good ? undefined : 'DPoP error="use_dpop_nonce", error_description="with our nonce"';
    } catch {
      return bad('not a proof');
    }
  };
}
