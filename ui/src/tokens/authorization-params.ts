// Authorization parameters besides scopes (RFC 8707, RFC 9396).

import type { ParamForm } from '../lib/ipc';

export interface AuthorizationParams {
  resources: string[];
  audience: string;
  details: string;
}

export const noAuthorizationParams: AuthorizationParams = {
  resources: [],
  audience: '',
  details: '',
};

/** The error in authorization_details, or null. The program validates it again. */
export function wrongDetails(text: string): string | null {
  if (text.trim() === '') return null;
  let details: unknown;
  try {
    details = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `Invalid JSON: ${why.replace(/^JSON Parse error: /, '')}`;
  }
  const typed = (one: unknown) =>
    typeof one === 'object' &&
    one !== null &&
    'type' in one &&
    typeof one.type === 'string' &&
    one.type !== '';
  if (Array.isArray(details) && details.length > 0 && details.every(typed)) return null;
  return 'Enter an array of objects, each with a type: [{"type": "…"}].';
}

export function toParams({ resources, audience, details }: AuthorizationParams): ParamForm[] {
  const all = [
    ...resources.map((value) => ({ name: 'resource', value })),
    { name: 'audience', value: audience.trim() },
    { name: 'authorization_details', value: details.trim() },
  ];
  return all.filter(({ value }) => value !== '');
}

/** In a few words, for a heading. */
export function summaryOf({ resources, audience, details }: AuthorizationParams): string {
  const said = [...resources, audience.trim(), details.trim() && 'authorization_details'];
  return said.filter((word) => word !== '').join(' · ');
}
