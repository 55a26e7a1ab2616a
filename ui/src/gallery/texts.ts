// Texts that controls have to cope with.

export const LONG =
  'a-very-long-service-account-name-that-somebody-really-has@corporate-identity.eu-central-1.example.org/realms/production/clients/nightly-import-of-invoices-and-receipts/environments/blue-green/shard-0042';
export const PROSE =
  'The server refused the refresh token, because the account was deactivated by its administrator on Monday, and every session that it had was ended on all devices, also those that had been remembered for a year.';
export const RTL = 'رمز الوصول للمستخدم الأول';
export const EMOJI = '👩‍👩‍👧‍👦 family@photos 🎉';

export const ignore = (): void => {};
