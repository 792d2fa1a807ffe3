/**
 * Words in which people ask, and that restrict nothing: verbs and nouns of requesting, of judging and of telling,
 * words that link sentences, and adverbs of degree and of certainty. No word stands here that says of whom or of what
 * a figure is ("verified", "monthly", "exclusively"), nor one that turns a question round ("except", "unlike").
 */
const text = `
ascertain assess assesses assessed assessing assessment determine determines determined determining evaluate evaluates evaluated evaluating evaluation establish establishes gauge judge judges judged judging verify
produce produces producing provide provides providing supply deliver prepare draft compile assemble build builds built create creates draw draws sketch paint picture outline walk explore
examine examining inspect investigate study research dig drill look-up lookup query tabulate itemise itemize enumerate recap brief inform enlighten clarify elaborate illustrate demonstrate present
highlight visualisation visualization confirm prove disprove refute check checks checking double-check crunch run-down rundown breakdowns walkthrough glance peek glimpse
wish hope hoping prefer appreciate appreciated suspect suspects suspected believe believes believed assumption guess guessing doubt doubts imagine sense gist idea flavour flavor nutshell grasp
happen happening pleased glad mind possible urgently asap again
colleague colleagues ceo cfo coo cmo cto stakeholder stakeholders presentation slides memo
sentence sentences paragraph bullet bullets concise concisely detailed thorough thoroughly layman layman's layperson nontechnical non-technical jargon newbie beginner dummies eli5 newcomer
found finds finding seen shows shown showing telling discuss discussing discussion mention mentioning regards regard context light purposes sake terms
carry carries carried carrying bear bears exert exerts exerted weighs weighed weighing account boil boils hinge hinges matter mattering mattered
whats wheres whos hows theres thats
approximate presumably apparently supposedly allegedly arguably particularly especially ultimately eventually essentially fundamentally chiefly largely broadly merely honestly frankly literally obviously naturally surely definitely potentially seriously strongly closely heavily tightly weakly loosely markedly noticeably visibly measurably materially systematically dramatically drastically vastly greatly decidedly undoubtedly indeed anyway anyhow meanwhile moreover furthermore otherwise likewise similarly respectively
barely scarcely truly thing's matter's respects namely usefully ideally hopefully literally
relative relatively absolutely proportional proportionally comparative comparatively following followed resulting result results consequence consequences outcome outcomes
dependence dependency dependent relationships connectedness tie ties bound correlates correlating correspond corresponds associate associates linking relates relating influenced influencing driven
alike unalike contrast contrasts contrasting contrasted disparity disparities discrepancy discrepancies divergence diverge diverges stands
sizable sizeable huge tiny slight enormous massive minor modest moderate negligible considerable visible tangible dramatic drastic vast tremendous remarkable impressive worthwhile useful helpful useless interesting relevant crucial critical essential vital decisive pivotal foremost noteworthy marked pronounced smooth
bother bothers bothered care cares caring afraid scared alarmed alarming payback stake stakes jeopardy
centre center centrally tails tail lopsided symmetric symmetrical asymmetric asymmetry skewed peakedness bell-shaped bimodal unimodal peaky quantile
wide narrow wideness unit units reality holes lie lies bought trick tricks tricked fall falls treat treats treated bracket brackets crowd lately yesterday behavioral behavioural behaviourally owner owners tab tabs crosstab crosstabs cross-tabulate cross-tabulation cross attend attends attended attending magnitude extent degree degrees strength intensity size scale order
someone's somebody's anybody's everyone's people's user customer's
ll ve til gotta kinda sorta dunno lotta outta ya y'all em u ur r thru tho cuz coz bc wrt
yield yields yielded sit sits sitting range ranges stands hover hovers amount amounts
fit fits fitted fitting capture captures captured capturing
person's holder holders possess possesses possessing
hundred hundreds thousands dozens couple
contacted contact contacting reach reaching
`;

export const requestWords: ReadonlySet<string> = new Set(text.split(/\s+/).filter(Boolean));
