// What the mock tells of what it did.

import { instant } from '../../format';
import type { StepView, TranscriptView } from '../bindings';

/** Looks for metadata, side by side. */
export function looks(urls: string[], found: boolean): TranscriptView {
  const at = instant(Date.now());
  const steps = urls.map((url): StepView => ({
    at,
    kind: 'discovery',
    title: `Looked at ${new URL(url).pathname}`,
    notes: [found ? 'Found.' : 'It answered 404 Not Found: an HTML page, not metadata.'],
    standard: 'RFC 8414 §3',
    curl: `curl '${url}'`,
    http: {
      method: 'GET',
      url,
      request_headers: [{ name: 'accept', value: 'application/json' }],
      request_body: null,
      status: found ? 200 : 404,
      response_headers: [],
      response_body: found ? '{}' : '<!doctype html>',
      millis: 41,
    },
  }));
  return { of: { type: 'discovery' }, at, title: 'What was tried', steps };
}

export function transcript(title: string): TranscriptView {
  const start = Date.now() - 1_000_000;
  const at = instant(start);
  return {
    of: { type: 'login', id: 'login-1' },
    at,
    title,
    steps: [
      {
        at,
        kind: 'authorize',
        title: 'Checked that port 8719 is free',
        http: null,
        notes: [],
        standard: null,
        curl: null,
      },
      {
        at: instant(start + 12),
        kind: 'browser',
        title: 'Opened the browser',
        http: null,
        notes: ['PKCE S256, a fresh state and a nonce were sent.'],
        standard: 'RFC 8252 §5',
        curl: null,
      },
      {
        at: instant(start + 9000),
        kind: 'callback',
        title: 'The browser came back with a code',
        http: null,
        notes: ['state and iss are the right ones.'],
        standard: 'RFC 6749 §4.1.2, RFC 9207',
        curl: null,
      },
      {
        at: instant(start + 9100),
        kind: 'token',
        title: 'Exchanged the code for a token',
        notes: [],
        standard: 'RFC 6749 §4.1.3, RFC 7636 §4.5',
        curl: "curl 'https://id.example.org/oauth/token'",
        http: {
          method: 'POST',
          url: 'https://id.example.org/oauth/token',
          request_headers: [
            { name: 'content-type', value: 'application/x-www-form-urlencoded' },
            { name: 'authorization', value: 'Basic [redacted]' },
          ],
          request_body: 'grant_type=authorization_code&code=[redacted]&code_verifier=[redacted]',
          status: 200,
          response_headers: [{ name: 'content-type', value: 'application/json' }],
          response_body: '{"access_token":"[redacted]","token_type":"Bearer","expires_in":3600}',
          millis: 212,
        },
      },
    ],
  };
}
