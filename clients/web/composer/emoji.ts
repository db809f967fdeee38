/** Words by which each is found, in English as everywhere, and its code points. */
const list = `
grin smile happy|1f600
laugh joy tears|1f602
rofl floor laughing|1f923
smile blush|1f60a
wink|1f609
love hearts eyes|1f60d
kiss|1f618
cool sunglasses|1f60e
think hmm|1f914
neutral|1f610
sweat nervous|1f605
upside down|1f643
relief calm|1f60c
sleep tired|1f634
cry sad|1f622
sob loud cry|1f62d
angry mad|1f620
scream shock|1f631
mind blown explode|1f92f
hug|1f917
shush quiet|1f92b
salute|1fae1
melt|1fae0
party celebrate face|1f973
nerd glasses|1f913
robot|1f916
ghost|1f47b
poop|1f4a9
thumbs up yes like|1f44d
thumbs down no|1f44e
clap applause|1f44f
wave hello bye|1f44b
raised hands hooray|1f64c
pray please thanks|1f64f
strong muscle|1f4aa
ok hand|1f44c
crossed fingers luck|1f91e
handshake deal|1f91d
point right|1f449
point up|261d-fe0f
eyes look|1f440
heart red love|2764-fe0f
heart orange|1f9e1
heart yellow|1f49b
heart green|1f49a
heart blue|1f499
heart broken|1f494
fire hot|1f525
star|2b50
sparkles new|2728
hundred perfect|1f4af
party popper tada|1f389
balloon|1f388
gift present|1f381
cake birthday|1f382
rocket ship|1f680
check done yes|2705
cross no|274c
warning|26a0-fe0f
question|2753
exclamation|2757
idea bulb|1f4a1
bug insect|1f41b
tool wrench fix|1f527
hammer build|1f528
lock safe|1f512
key|1f511
calendar date|1f4c5
clock time|23f0
hourglass wait|23f3
pin|1f4cc
memo note write|1f4dd
book read|1f4d6
mail letter|2709-fe0f
phone call|1f4de
computer laptop|1f4bb
chart up growth|1f4c8
chart down|1f4c9
money|1f4b0
coffee tea|2615
beer cheers|1f37b
wine|1f377
pizza|1f355
apple fruit|1f34e
salad|1f957
bread|1f35e
sun|2600-fe0f
moon night|1f319
rain|1f327-fe0f
snow|2744-fe0f
rainbow|1f308
tree|1f333
flower|1f33c
seedling plant grow|1f331
cat|1f431
dog|1f436
turtle slow|1f422
bird|1f426
train|1f686
car|1f697
bicycle bike|1f6b2
plane travel|2708-fe0f
house home|1f3e0
earth world|1f30d
music note|1f3b5
football|26bd
game|1f3ae
medal win|1f3c5
trophy|1f3c6
art paint|1f3a8
camera photo|1f4f7
`;

export interface Emoji {
  readonly text: string;
  readonly words: string;
}

/** A small choice: a system's own picker has all of them. */
export const emoji: readonly Emoji[] = list.trim().split("\n").map((line) => {
  const [words = "", points = ""] = line.split("|");
  return { words, text: String.fromCodePoint(...points.split("-").map((point) => parseInt(point, 16))) };
});

/** Those whose words begin with each of what is searched. */
export function findEmoji(search: string): readonly Emoji[] {
  const parts = search.toLowerCase().split(/\s+/).filter((part) => part !== "");
  return emoji.filter(({ words }) => parts.every((part) => words.split(" ").some((word) => word.startsWith(part))));
}
