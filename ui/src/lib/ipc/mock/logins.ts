// Logins of the mock.

import type { ClientWithForm, LoginForm, LoginView, ServerWithForm } from '../bindings';
import { id } from './ids';
import { transcript } from './transcripts';
import { instant } from '../../format';

export function login(form: LoginForm, of: ServerWithForm, by: ClientWithForm): LoginView {
  const now = Date.now();
  return {
    id: id('login'),
    client_id: form.client_id,
    client_name: by.form.name,
    server_name: of.form.name,
    way: form.implicit ? 'paste_address' : by.way,
    implicit: form.implicit,
    device: null,
    redirect_uri: form.redirect_uri || by.form.redirect_uri,
    other_redirects: by.form.further_redirects,
    remarks: [],
    opens_browser: form.open_browser,
    phase: { type: 'waiting_for_person', warning: null },
    heard: null,
    started_at: instant(now),
    expires_at: instant(now + 600_000),
    transcript: { ...transcript('Login'), steps: transcript('Login').steps.slice(0, 2) },
  };
}

/** The same on another device, with a picture that is no real QR code. */
export function onDevice(login: LoginView): LoginView {
  return {
    ...login,
    way: 'another_device',
    redirect_uri: '',
    device: {
      address: 'https://id.example.org/device',
      user_code: 'WDJB-MJHT',
      qr_path: 'M0 0h7v7h-7zM14 0h7v7h-7zM0 14h7v7h-7zM9 9h3v3h-3zM16 16h2v2h-2z',
      qr_size: 21,
    },
  };
}
