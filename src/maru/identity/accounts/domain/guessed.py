"""Passwords that are tried first, and the words they are made of (some of them Korean words typed on Latin keys)."""

from typing import Final

_PASSWORDS = """
00000000 000000000 0000000000 01000000000 01010101 01011112222 01012345 0101234567 01012345678 01234567
012345678 0123456789 0987654321 0okm9ijn 10041004 1004angel 10101010 10203040 102030405060 11111111
111111111 1111111111 11112222 11223344 1122334455 112233445566 12121212 123123123 123321123 12341234
12344321 1234512345 123454321 1234554321 123456123 123456123456 12345678 123456780 123456781 123456789
1234567890 1234567891 12345678910 1234567899 12345678a 12345679 1234567a 12345qwer 12345qwert 1234asdf
1234qwer 1234qwer! 123698745 123abc456 123asd123 123qwe123 123qwe456 123qweasd 123qweasdzxc 12qw34er
12qwaszx 13131313 13579246 135792468 147147147 147258369 147258369a 147852369 14789632 147896325 159159159
159357258 159753456 16180339 19871987 19881988 19891989 19901990 19911991 19921992 19931993 19941994
19951995 19961996 19971997 19981998 19991999 1a2b3c4d 1a2s3d4f 1q1q1q1q 1q2w3e4r 1q2w3e4r! 1q2w3e4r5t
1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 1qw23er4 1z2x3c4v 20002000 20012001 20102010 20202020 20202021
20212021 20222022 20232023 20242024 20252025 20262026 22222222 22223333 2468013579 24681357 258258258
27182818 31415926 314159265 321321321 321654987 33333333 369369369 44444444 456456456 55555555 66666666
69696969 741852963 77777777 789456123 789789789 87654321 88888888 963852741 98765432 987654321 9876543210
99999999 a1234567 a12345678 a123456789 a1b2c3d4 a1b2c3d4e5 a1s2d3f4 aa123456 aa12345678 aaaa1111 aaaaaaa1
ab123456 abc12345 abc123456 abc123abc abcabc123 abcabcabc abcd1234 abcd12345 abcde12345 abcdefg1 abcdefgh1
abcdefghi abcdefghij abracadabra access14 admin123 admin1234 admin12345 admin@123 adminadmin alexander
alexandra andrew123 angel1004 arsenal1 asdasdasd asdf1234 asdf12345 autumn2024 autumn2025 baby1234 baseball1
batman123 benjamin blink182 blueberry1 bullshit1 butterfly butterfly1 captain1 caroline catherine change123
changeit changeit1 changeme1 changeme123 changenow changethis charlie1 charlotte chelsea1 chocolate
chocolate1 christian christina christopher cisco123 company1 company123 computer1 corvette1 danielle
database1 default1 default123 demo1234 demo12345 dev12345 develop1 developer1 dkssud12 dkssud123 docker123
dragon123 edcrfvtgb elizabeth elizabeth1 example1 example123 family123 ferrari1 football1 fuckoff1 fuckyou!
fuckyou1 fuckyou123 gabriella goodluck goodluck1 goodmorning goodnight1 google123 guest123 hannah123
happy123 happy1234 hello123 hello1234 hellohello helloworld1 hocuspocus ihateyou ihateyou1 iloveyou1
iloveyou123 iloveyou2 internet1 isabella jacqueline jenkins1 jenkins123 jennifer1 jessica1 jonathan jordan23
justin123 katherine korea123 korea1234 letmein1 letmein123 letmeinnow liverpool1 lkjhgfdsa love1004 lucky123
lucky777 manager1 manager123 master123 metallica1 michael1 michelle1 minecraft1 mnbvcxz1 mnbvcxz123 money123
monkey123 mustang1 mypassword mypassword1 mysql123 naruto123 ncc1701d newpassword newpassword1 nicholas
nirvana1 nopassword nopassword1 nothing1 office123 office365 oldpassword opensesame oracle123 p4ssw0rd
p4ssword p@$$w0rd p@$$word p@55w0rd p@55word p@ssw0rd p@ssw0rd1 p@ssw0rd123 p@ssword p@ssword1 p@ssword123
pa$$w0rd pa$$word pa$$word1 pa55w0rd pa55word pass123! pass1234 pass1234! pass12345 pass@123 pass@word1
passw0rd passwd123 passwd1234 password! password00 password01 password1 password1! password11 password12
password123 password1234 password2 password3 password99 passwordpassword poiuytrewq pokemon123 postgres1
princess1 prod1234 pssw0rd! q1q1q1q1 q1w2e3r4 q1w2e3r4t5 q2w3e4r5 qaz12345 qazwsx12 qazwsx123 qazxsw123
qlalfqjsgh1 qqww1122 qwaszx12 qwaszx123 qwe12345 qwe123456 qweasdzxc qweqweqwe qwer1234 qwer1234! qwer12345
qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwertyqwerty rainbow1 raspberry1 rfvtgbyhn root1234
rootroot sample123 samsung1 samsung123 secret123 seoul123 seoul1234 server123 service1 service123 sesame123
shadow123 slipknot1 snowball1 snowflake spiderman1 spring2024 spring2025 spring2026 stage123 starwars1
stephanie strawberry strawberry1 summer2020 summer2021 summer2022 summer2023 summer2024 summer2025
summer2026 sunflower sunflower1 sunshine1 superman1 supersecret system123 temp1234 temp12345 temporary1
test1234 test12345 testtest thankyou thankyou1 thepassword tkfkd1004 tkfkd123 tkfkdgo1 toor1234 topsecret
topsecret1 trustno1 user1234 valentina valentine victoria watermelon1 welcome1 welcome123 welcome2020
welcome2021 welcome2022 welcome2023 welcome2024 welcome2025 welcome2026 welcome@123 whatever1 winter2023
winter2024 winter2025 winter2026 worker123 wsx12345 xyz12345 yourpassword z1x2c3v4 zaq12wsx zaq1xsw2
zaq1zaq1 zxcv1234 zxcvbnm123
"""

_STEMS = """
aaaa aaaaaa aaaaaaaa abcd abcde abcdef abcdefg abcdefgh access admin administrator alswjd amanda amazon
america andrew android annyeong anthony anything apple april arsenal asdf asdfgh asdfghjkl ashley august
autumn baby bailey banana barcelona baseball basketball batman beatles bitcoin blockchain boston brother
burger busan buster butter california captain change changeme charlie cheese chelsea cherry chicago china
chocolate cisco cjswo coffee college company computer cookie cooper corvette cowboys crystal daegu daejeon
daisy daniel database daum december default demo desktop developer development dhfpswl diamond dkfkq dkssud
dkssudgktpdy dlstod dmsgod docker dollar dragon eagle employee england eogksalsrnr evening example facebook
falcon family father february ferrari fighting florida flower football forever france freedom friday galaxy
gamsahamnida george germany ghldnjs ghost ginger github gkrtod gksrmf gksrnr god godqhr golden golf google
guest guitar gwangju hangul happy harley heineken hello helloworld hockey hospital hunter hwaiting hyundai
iloveyou incheon instagram internet iphone ironman jackdaniels january japan jasmine java javascript jeju
jenkins jennifer jessica jordan joshua july june juniper justice juventus kakao killer king korea korean
kubernetes lakers laptop letmein liberty lily linkedin lion liverpool login london love lovely loveyou lucky
maggie manager manchester march marlboro maru master matthew mercedes metallica michael michelle microsoft
midnight minecraft monday money monkey moonlight morning mother music mustang mysql naruto naver netflix
newyork nicole ninja nirvana nothing november october office oracle orange panther paris pass passme
passpass passw passwd password passwort peach pepper phantom piano pikachu pirate pizza pokemon porsche
postgres prince princess private production python qazwsx qazwsxedc qlalfqjsgh qlqjs queen qwer qwerasdf
qwerty qwertyuiop rainbow realmadrid rhksflwk rkskek rlaalswl rlatkdgus robert root rose samantha sample
samsung samurai sarang saranghae saturday school secret secure security seoul september server service
shadow signin silver sister skdltm slayer soccer soldier something spiderman spring staging starlight
starwars steelers student summer sunday sunshine superman sweetheart system teacher temp temporary tennis
test tester testing texas thomas thursday tiger tjdnf tjstod tkaghk tkdgh tkdydwk tkfkd tkfkdgo tlsdyd tokyo
tottenham trustno tuesday twitter united university user vhzptahs victory violet violin vltbdj vncnwjd
volleyball vudghk warrior wednesday welcome whatever william windows winter wjdqh wlgus wlsdn wolf worker
wsxedc yankees youtube zhfldk zxcv zxcvbn zxcvbnm
"""

PASSWORDS: Final = frozenset(_PASSWORDS.split())
STEMS: Final = frozenset(_STEMS.split())
