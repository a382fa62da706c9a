import 'i18next';
import type activity from './en/activity.json';
import type app from './en/app.json';
import type benchmarks from './en/benchmarks.json';
import type build from './en/build.json';
import type chats from './en/chats.json';
import type common from './en/common.json';
import type errors from './en/errors.json';
import type manuals from './en/manuals.json';
import type models from './en/models.json';
import type recipe from './en/recipe.json';
import type settings from './en/settings.json';
import type skills from './en/skills.json';
import type welcome from './en/welcome.json';

declare module 'i18next' {
  /** A key that English lacks does not compile. */
  interface CustomTypeOptions {
    defaultNS: 'common';
    returnNull: false;
    resources: {
      common: typeof common;
      errors: typeof errors;
      app: typeof app;
      welcome: typeof welcome;
      chats: typeof chats;
      manuals: typeof manuals;
      build: typeof build;
      recipe: typeof recipe;
      skills: typeof skills;
      benchmarks: typeof benchmarks;
      models: typeof models;
      activity: typeof activity;
      settings: typeof settings;
    };
  }
}
