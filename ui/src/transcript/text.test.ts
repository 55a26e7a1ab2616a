import { expect, it } from 'vitest';
import { asText } from './text';

it('tells every step, its exchange and its notes', () => {
  const at = Date.UTC(2026, 0, 2, 3, 4, 5);
  const text = asText({
    at,
    title: 'Login',
    steps: [
      { at, kind: 'browser', title: 'Opened the browser', http: null, notes: ['PKCE S256'] },
      {
        at: at + 1200,
        kind: 'token',
        title: 'Exchanged the code',
        notes: [],
        http: {
          method: 'POST',
          url: 'https://id.example.org/token',
          request_headers: [{ name: 'content-type', value: 'text/plain' }],
          request_body: 'code=[redacted]',
          status: 400,
          response_headers: [],
          response_body: '{"error":"invalid_grant"}',
          millis: 12,
        },
      },
    ],
  });
  expect(text).toBe(`Login, 2026-01-02T03:04:05.000Z
+0 ms  Opened the browser
    * PKCE S256
+1200 ms  Exchanged the code
    > POST https://id.example.org/token
    content-type: text/plain
    
    code=[redacted]
    < HTTP 400 after 12 ms
    
    {"error":"invalid_grant"}
`);
});
