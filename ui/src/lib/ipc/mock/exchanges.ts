// Requests of the mock, and what came back.

import type { DiagnosisView, DraftForm, ExchangeView, RepairView, RequestView } from '../bindings';
import { linesOf } from './bodies';
import { copy, fixtures } from './fixtures';
import { id, made } from './ids';
import { instant } from '../../format';

const API = 'https://api.photos.example.org';
const REASONS: Record<number, string> = {
  200: 'OK',
  204: 'No Content',
  503: 'Service Unavailable',
};

export function request(name: string, method: string, collection: string | null): RequestView {
  return {
    ...fixtures.requests.request,
    id: id('request'),
    collection_id: collection,
    name,
    method,
  };
}

export function draft(method: string, path: string): DraftForm {
  const { get, post } = fixtures.requests;
  return { ...copy(method === 'POST' ? post : get), method, url: API + path };
}

export function exchange(
  method: string,
  path: string,
  status: number | null,
  ms: number,
  hour = 0,
): ExchangeView {
  const { answered, refused, failed } = fixtures.requests;
  const one = copy(status === null ? failed : status === 401 ? refused : answered);
  if (status !== null && one.outcome.type === 'answered') {
    Object.assign(one.outcome, {
      status,
      reason: REASONS[status] ?? one.outcome.reason,
      url: API + path,
      size: status === 204 ? 0 : one.outcome.size,
      first_byte_ms: ms * 0.8,
      total_ms: ms,
    });
    one.outcome.body.pretty = linesOf(path, 'pretty', 0, 200);
  }
  return {
    ...one,
    id: id('exchange'),
    sent_at: instant(Date.now() - hour * 3_600_000 - 60_000 * made()),
    draft: draft(method, path),
  };
}

export function refused(repair: RepairView = { type: 'refresh' }): DiagnosisView {
  return { ...copy(fixtures.requests.diagnosis), repair };
}
