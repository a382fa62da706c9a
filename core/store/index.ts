export type { BotRow, BotStore, NewBot } from './bots.ts';
export type { ConnectionRow, ConnectionStore, NewConnection } from './connections.ts';
export type {
  ConversationRow,
  ConversationStore,
  MessageRow,
  NewMessage,
  StoredCitation,
} from './conversations.ts';
export type { ChangeListener } from './database.ts';
export {
  findTemporaries,
  isTemporary,
  makeFolderAtomic,
  removeTemporaries,
  syncTree,
  writeFileAtomic,
} from './files.ts';
export { type IdPrefix, newId } from './ids.ts';
export type { JobRow, JobState, JobStore, NewJob } from './jobs.ts';
export { type HomeLock, type HomeOwner, homeOwner, lockHome, tryLockFile } from './lock.ts';
export type {
  BlockCount,
  BlockRow,
  Dependants,
  ManualRow,
  ManualStore,
  ManualType,
  NewBlock,
  NewManual,
  NewPage,
  PageRow,
  ReadBy,
  StoredRectangle,
} from './manuals.ts';
export type { MarkRow, MarkStore } from './marks.ts';
export { followMoved, MOVED_NAME, movedTo, refuseMoved, removeMoved, syncNow, writeMoved } from './moved.ts';
export type { PairVerdictRow, PairVerdictStore } from './pair-verdicts.ts';
export type { PassageVectorStore } from './passage-vectors.ts';
export { anyWordOf, type FoundPassage, type NewPassage, type PassageRow, type PassageStore } from './passages.ts';
export type { PointRow, PointStore } from './points.ts';
export type { PreparedRow, PreparedStore } from './prepared.ts';
export type { PromotionRow, PromotionStore } from './promotions.ts';
export type {
  DraftState,
  DraftSuiteRow,
  MadeBy,
  NewQuestionDraft,
  QuestionDraftRow,
  QuestionDraftStore,
} from './question-drafts.ts';
export type { BotRatingCount, RatedAnswerRow, RatedAnswerStore } from './rated-answers.ts';
export type { RatingRow, RatingStore } from './ratings.ts';
export { canonicalJson, type RecipeRow, type RecipeStore, recipeId } from './recipes.ts';
export type {
  NewRun,
  RunRow,
  RunStore,
  RunSystemRow,
  SampleRow,
  StoredScore,
  SuiteRow,
  SuiteStore,
} from './runs.ts';
export type { SettingStore } from './settings.ts';
export type { NewSkill, SkillRow, SkillStore, Versions } from './skills.ts';
export type { NewSoup, SoupRow, SoupStore } from './soups.ts';
export { DATABASE_NAME, openStore, type Store } from './store.ts';
export { isClean, type OwnedTable, type Sweep } from './sweep.ts';
