import type { SuiteQuestion } from '../suite.ts';

/** Word problems with the program that answers each, in the manner of program-aided prompts: our own. */
export const workedExamples: readonly SuiteQuestion[] = [
  example(
    'A bakery bakes 14 trays of rolls with 36 rolls on each tray. It sells 387 rolls and gives a third of the others to a shelter. How many rolls are left?',
    `baked = 14 * 36
    unsold = baked - 387
    given_away = unsold / 3
    result = unsold - given_away`,
  ),
  example(
    'Nadia is 7 years older than twice the age of her cousin. In 5 years their ages will add up to 62. How old is Nadia now?',
    `ages_now = 62 - 2 * 5
    cousin = (ages_now - 7) / 3
    nadia = 2 * cousin + 7
    result = nadia`,
  ),
  example(
    'A tank holds 2,450 litres of water. A pump takes out 85 litres a minute for 18 minutes, and then rain brings in 240 litres. How many litres are in the tank?',
    `water = 2450
    pumped = 85 * 18
    rain = 240
    result = water - pumped + rain`,
  ),
  example(
    'Tickets for a concert cost $28 for adults and 40% less for children. A group of 6 adults and 9 children pays with ten $50 notes. How many dollars of change do they get?',
    `adult_price = 28
    child_price = adult_price * (1 - 0.40)
    cost = 6 * adult_price + 9 * child_price
    paid = 10 * 50
    result = paid - cost`,
  ),
  example(
    'A train goes 3 hours at 84 km an hour and then 2.5 hours at 96 km an hour. The whole way is 600 km. How many kilometres are still to go?',
    `first_part = 3 * 84
    second_part = 2.5 * 96
    result = 600 - first_part - second_part`,
  ),
  example(
    'Omar reads 24 pages on Monday and each day after it 6 pages more than the day before. How many pages has he read by the end of Friday?',
    `result = 0
    pages = 24
    for day in range(5):
        result += pages
        pages += 6`,
  ),
  example(
    'A farmer packs 5,832,640 apples into crates of 160. Each crate brings in $47, and the transport of all crates costs $218,905. How many dollars does the farmer earn?',
    `crates = 5832640 // 160
    income = crates * 47
    transport = 218905
    result = income - transport`,
  ),
  example(
    'Three friends share a bill of $156. Lea pays twice as much as Ben, and Ida pays $12 more than Ben. How many dollars does Ida pay?',
    `ben = (156 - 12) / 4
    ida = ben + 12
    result = ida`,
  ),
];

function example(question: string, lines: string): SuiteQuestion {
  return { question, answer: `def solution():\n    ${lines}\n    return result` };
}
