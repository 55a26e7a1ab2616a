// Requests of the mock, and what came back.

import type { DiagnosisView, DraftForm, ExchangeView, RepairView, RequestView } from '../bindings';
import { linesOf } from './bodies';
import { id, made } from './ids';
import { transcript } from './transcripts';
import { instant } from '../../format';

export function request(name: string, method: string, collection: string | null): RequestView {
  return { id: id('request'), collection_id: collection, name, method };
}

export function draft(method: string, path: string): DraftForm {
  return {
    method,
    url: `https://api.photos.example.org${path}`,
    parameters: [],
    headers: [{ name: 'Accept', value: 'application/json', enabled: true }],
    body:
      method === 'POST'
        ? { type: 'json', text: '{\n  "title": "Lisbon",\n  "public": false\n}' }
        : { type: 'none' },
    token_id: null,
    timeout_secs: 60,
    follow_redirects: true,
  };
}

export function exchange(
  method: string,
  path: string,
  status: number | null,
  ms: number,
  hour = 0,
): ExchangeView {
  const own = id('exchange');
  return {
    id: own,
    request_id: null,
    sent_at: instant(Date.now() - hour * 3_600_000 - 60_000 * made()),
    draft: draft(method, path),
    token_name: 'alice@photos',
    transcript: transcript('Request'),
    diagnosis: status === 401 ? refused() : null,
    warnings: [],
    outcome:
      status === null
        ? {
            type: 'failed',
            message: 'api.photos.example.org did not answer within 60 s',
            hint: 'The address was reached, but nothing came back. Try again, or raise the limit in Settings.',
          }
        : {
            type: 'answered',
            status,
            reason:
              { 200: 'OK', 204: 'No Content', 401: 'Unauthorized', 503: 'Service Unavailable' }[
                status
              ] ?? '',
            version: 'HTTP/2',
            headers: [
              { name: 'content-type', value: 'application/json; charset=utf-8' },
              { name: 'cache-control', value: 'private, max-age=0' },
              { name: 'x-request-id', value: '01J9Z8M3QW' },
            ],
            url: `https://api.photos.example.org${path}`,
            size: status === 204 ? 0 : 1234,
            first_byte_ms: ms * 0.8,
            total_ms: ms,
            content_type: 'application/json',
            body: { binary: false, language: 'json', pretty: linesOf(path, 'pretty', 0, 200) },
          },
  };
}

export function refused(repair: RepairView = { type: 'refresh' }): DiagnosisView {
  return {
    happened: 'The token alice@photos was refused.',
    said: 'invalid_token: The access token is invalid',
    meaning:
      'According to the server, it is valid for another 43 min. Most likely it was revoked, the server was reinstalled, or it belongs to another API.',
    remarks: ['This computer’s clock is 4 min 10 s behind the server’s.'],
    advice: 'Refresh the token, then send the request again.',
    repair,
    may_ask: true,
  };
}
