/** Words that everyone knows, of three to nine letters, to make sentences of for counting. */
export const commonWords: readonly string[] = `
  apple garden window bottle kitchen yellow summer winter river mountain bridge silver copper paper pencil basket carpet
  candle mirror ladder hammer shovel engine motor button switch cable handle pocket jacket button ribbon feather blanket
  pillow ceiling floor corner market village city street railway station harbour island forest meadow valley desert ocean
  thunder lightning cloud storm breeze sunset morning evening midnight january october monday friday teacher doctor
  farmer sailor painter singer dancer writer driver pilot nurse baker butcher miller tailor guest neighbour cousin brother
  sister mother father uncle children people crowd team club school college office factory library museum theatre church
  hotel castle tower palace cottage stable barn fence gate path road wheel wagon boat ferry anchor rope sail compass map
  letter stamp parcel postcard journal book story poem song melody rhythm drum violin flute trumpet piano bell whistle
  horse donkey cow sheep goat pig chicken duck goose rabbit squirrel fox wolf bear tiger lion monkey parrot eagle owl
  spider beetle butterfly bread butter cheese honey sugar pepper salt onion carrot potato tomato cabbage lemon orange
  cherry plum grape peach melon walnut almond rice barley wheat quick slow bright dark heavy light narrow wide deep
  shallow early late quiet loud gentle brave clever honest lucky happy jump walk travel follow gather borrow remember
  forget answer question explain measure repair polish exchange discover
`
  .trim()
  .split(/\s+/)
  .filter((word, i, all) => all.indexOf(word) === i);
