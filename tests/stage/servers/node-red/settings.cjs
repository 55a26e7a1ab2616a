// Node-RED with its administrators' API behind a password. `npm` packages beside this file.
//
// STAGE_OPTIONS has the person as JSON, STAGE_SCRATCH is a folder for everything it writes.

const { hashSync } = require('bcryptjs');

const { user, password } = JSON.parse(process.env.STAGE_OPTIONS);

module.exports = {
  uiHost: '127.0.0.1',
  userDir: process.env.STAGE_SCRATCH,
  flowFile: 'flows.json',
  credentialSecret: 'stage',
  telemetry: { enabled: false },
  externalModules: { autoInstall: false, palette: { allowInstall: false }, modules: { allowInstall: false } },
  editorTheme: { tours: false },
  adminAuth: {
    type: 'credentials',
    users: [{ username: user, password: hashSync(password, 4), permissions: '*' }],
    sessionExpiryTime: 3600,
  },
};
