export { getSettings, SETTINGS_KEY } from './queries';
export { DEFAULT_SETTINGS } from './rules';
export { updateSettings } from './update-settings';
