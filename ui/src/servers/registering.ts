// A registration before anything was chosen.

import type { RegistrationForm } from '../lib/ipc';

export function emptyOrder(serverId: string): RegistrationForm {
  return {
    server_id: serverId,
    name: '',
    redirect_uris: [],
    scopes: [],
    auth: null,
    grant_types: [],
    website: '',
    initial_token: '',
  };
}

/** Grant types for a registration. */
export const grantTypes = [
  'authorization_code',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:device_code',
  'client_credentials',
];
