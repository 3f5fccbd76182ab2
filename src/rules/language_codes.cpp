// The codes of languages: ISO 639-1, and ISO 639-3 without its four that name no language.
#include "onward/rules/languages.hpp"

#include <algorithm>
#include <array>

namespace onward {

namespace {

// source: ISO 639-1; the registration authority of ISO 639-3, SIL International, 2023
constexpr std::string_view two_letters =
    "aaabaeafakamanarasavayazbabebgbibmbnbobrbscacechcocrcscucvcydadedvdzeeeleneoeseteufafffifj"
    "fofrfygagdglgngugvhahehihohrhthuhyhziaidieigiiikioisitiujajvkakgkikjkkklkmknkokrkskukvkwky"
    "lalblglilnloltlulvmgmhmimkmlmnmrmsmtmynanbndnengnlnnnonrnvnyocojomorospapiplpsptqurmrnroru"
    "rwsascsdsesgshsiskslsmsnsosqsrssstsusvswtatetgthtitktltntotrtstttwtyugukuruzvevivowawoxhyi"
    "yozazhzu";

// What follows the first letter, which is that of the row: all of aaa, aab and so on.
constexpr std::array<std::string_view, 26> three_letters{
    // a
    "aaabacadaeafagahaiakalanaoapaqarasatauawaxazbabbbcbdbebfbgbhbibjbkblbmbnbobpbqbrbsbtbubvbw"
    "bxbybzcacbcdcecfchcickclcmcncpcqcrcsctcucvcwcxcyczdadbdddedfdgdhdidjdldndodqdrdsdtdudwdxdy"
    "dzeaebecedeeekelemeneqereseueweyezfbfdfefgfhfifkfnfofpfrfsftfufzgagbgcgdgegfggghgigjgkglgm"
    "gngogqgrgsgtgugvgwgxgygzhahbhghhhihkhlhmhnhohphrhshtiaibicidieifigihiiijikiliminioipiqirit"
    "iwixiyjajgjijnjpjsjujwjzkakbkckdkekfkgkhkikjkkklkmkokpkqkrksktkukvkwkxkykzlalcldlelflhlilj"
    "lklllmlnlolplqlrlsltlulwlxlylzmambmcmemfmgmhmimjmkmlmmmnmompmqmrmsmtmumvmwmxmymznanbncndne"
    "nfngnhninjnknlnmnnnonpnqnrnsntnunvnwnxnynzoaobocodoeofogoiojokolomonorosotouoxozpbpcpdpepf"
    "pgphpipjpkplpmpnpopppqprpsptpupvpwpxpypzqcqdqgqkqmqnqpqrqtqzrarbrcrdrergrhrirjrkrlrnrorprq"
    "rrrsrurvrwrxryrzsasbscsesfsgshsisjskslsmsnsospsqsrssstsusvswsxsysztatbtctdtetgtitjtktltmtn"
    "totptqtrtstttutvtwtxtytzuaubucuduguhuiujukulumunuoupuqurutuuuwuxuyuzvavbvdvevivkvlvmvnvovs"
    "vtvuvvwawbwcwewgwhwiwkwmwnwowrwswtwuwvwwwxwyxbxexgxkxlxmxxyaybycydyeygyhyiykylymynyoypyqyr"
    "ysytyuyzzazbzdzezgzjzmznzoztzz",
    // b
    "aaabacaeafagahajakalamanaoaparasauavawaxaybabbbcbdbebfbgbhbibjbkblbmbnbobpbqbrbsbtbubvbwbx"
    "bycacbcccdcecfcgchcicjckclcmcncocpcqcrcsctcucvcwcyczdadbdcdddedfdgdhdidjdkdldmdndodpdqdrds"
    "dtdudvdwdxdydzeaebecedeeefegeheiejekelemeneoepeqeseteuevewexeyezfafbfcfdfefffgfhfifjfkflfm"
    "fnfofpfqfrfsftfufwfxfyfzgagbgcgdgegfgggigjgkglgngogpgqgrgsgtgugvgwgxgygzhahbhchdhehfhghhhi"
    "hjhlhmhnhohphqhrhshthuhvhwhxhyhziaibidieifigikiliminioipiqirisitiuiviwixiyizjajbjcjejfjgjh"
    "jijjjkjljmjnjojpjrjsjtjujvjwjxjyjzkakckdkfkgkhkikjkkklkmknkokpkqkrksktkukvkwkxkykzlalblcld"
    "lelflhliljlklllmlnlolplqlrlsltlvlwlxlylzmambmcmdmemfmgmhmimjmkmlmmmnmompmqmrmsmtmumvmwmxmz"
    "nanbncndnenfngninjnknlnmnnnonpnqnrnsnunvnwnxnynzoaobodoeofogohoiojokolomonooopoqorosotouov"
    "owoxoyozpapcpdpepgphpipjpkplpmpnpopppqprpsptpupvpwpxpypzqaqbqcqdqfqgqhqiqjqkqlqmqnqoqpqqqr"
    "qsqtquqvqwqxqyqzrarbrcrdrerfrgrhrirjrkrlrmrnrorprqrrrsrtrurvrwrxryrzsasbscsesfsgshsisjsksl"
    "smsnsospsqsrssstsusvswsxsytatctdtetftgthtitjtmtntotptqtrtstttutvtwtxtytzuaubucudueufuguhui"
    "ujukulumunuoupuqusutuuuvuwuxuyuzvavbvcvdvevfvgvhvivjvkvlvmvnvovpvqvrvtvuvvvwvxvyvzwawbwcwd"
    "wewfwgwhwiwjwkwlwmwnwowpwqwrwswtwuwwwxwywzxaxbxcxdxexfxgxhxixjxkxlxmxnxoxpxqxrxsxuxvxwxzya"
    "ybycydyeyfygyhyiyjykylymynyoypyqyrysytyvywyxyzzazbzczdzezfzgzhzizjzkzlzmznzozpzqzrzsztzuzv"
    "zwzxzyzz",
    // c
    "aaabacadaeafagahajakalamanaoapaqarasatavawaxayazbbbcbdbgbibjbkblbnbobqbrbsbtbubvbwbycccdce"
    "cgchcjclcmcocpcrdadedfdhdidjdmdndodrdsdydzeaebegekeneseteyfafdfgfmgagcgggkhahbhchdhehfhghh"
    "hjhkhlhmhnhohphqhrhthuhvhwhxhyhziaibicidieihikiminipiriwiyjajejhjijkjmjnjojpjsjvjykbkhklkm"
    "knkokqkrksktkukvkxkykzlalcldlelhliljlklllmloltlulwlymamemgmimlmmmnmomrmsmtnanbncngnhninknl"
    "nonpnqnrnsntnunwnxoaobocodoeofogohojokolomonooopoqorosotouovowoxozpapbpcpgpipnpopspupxpyqd"
    "rarbrcrdrerfrgrhrirjrkrlrmrnrorqrrrsrtrvrwrxryrzsasbscsdsesfsgshsisjskslsmsnsospsqsrssstsv"
    "swsxsysztatctdtetgthtltmtntotptstttutytzuaubucuhuiujukuluoupuqurutuuuvuwuxuyvgvnwawbwdwewg"
    "wtyaybymyozhzkznzozt",
    // d
    "aaacadaeagahaiajakalamanaoaqarasauavawaxazbabbbdbebfbgbibjblbmbnbobpbqbrbtbubvbwbycccrdadd"
    "dedgdidjdndodrdsdwecedeeefegeheiekelemenepeqereseuevezgagbgcgdgeggghgigkglgngogrgsgtgwgxgz"
    "hdhghihlhmhnhohrhshuhvhwhxiaibicidifigihiiijikiliminioipiqirisiuiviwixiyizjajbjcjdjejfjijj"
    "jkjmjnjojrjujwkakgkkkrkskxlglklmlnmambmcmdmemfmgmkmlmmmomrmsmumvmwmxmynandnengninjnknnnonr"
    "ntnunvnwnyoaobocoeofohoiokolonooopoqorosotovowoxoyozpprbrcrdrergrirlrnrorqrsrtrurysbseshsi"
    "slsnsosqsztatbtdthtitktmtntotptrtstttutyuaubucueufuguhuiukulumunuoupuqurusuuuvuwuxuyuzvawa"
    "wkwrwswuwwwywzyaybydygyiymynyoyuyyzazezgzlznzo",
    // e
    "aabcbgbkbobrbucrcscyeefafefigaglgmgogyhshuipitivjakakekgkikkklkmkokpkrkylelhlilklllmlolulx"
    "mambmemgmimkmmmnmpmqmsmumwmxmymznanbncndnfngnhnlnmnnnonqnrnunvnwnxotpiporargrhrirkrorrrsrt"
    "rwsesgshsiskslsmsnsosqssstsusytbtcthtntotrtstttutxtzusvevhvnwewoxtyayozaze",
    // f
    "aaabadafagahaiajakalamanaoaparasatauaxayazblcserfifmgriaieifijilinipiritiwkkkvlalhlilllnlr"
    "lympmunbngniodoiomonorospeqsrarcrdrkrmrorprqrrrsrtryseslssubucudueufuhuiujulumunuqurutuuuv"
    "uyvrwawe",
    // g
    "aaabacadaeafagahaiajakalamanaoapaqarasatauawaxayazbabbbdbebfbgbhbibjbkblbmbnbobpbqbrbsbubv"
    "bwbxbybzcccdcecfclcncrctdadbdcdddedfdgdhdidjdkdldmdndodqdrdsdtdudxeaebecedefegeheiejekeleq"
    "esevewexeyezfkftgagbgdgegggkglgtgugwhahchehhhkhlhnhohrhshtiaibicidieigihiiiliminipiqirisit"
    "iuiwixiyizjkjmjnjrjukakdkeknkokpkulalblcldlelglhljlklllolrlulvlwlymambmdmgmhmlmmmnmrmumvmx"
    "mymznanbncndnengnhninjnknlnmnnnonqnrntnunwnzoaobocodoeofogohoiojokolomonooopoqorosotouovow"
    "oxoyozpapepnqaqiqnqrqurarbrcrdrgrhrirjrmrnrorqrrrsrtrurvrwrxryrzsesgslsmsnsospssswtatuuaub"
    "ucudueufuguhuiujukulumunuoupuqurusutuuuwuxuzvavcvevfvjvlvmvnvovpvrvsvywawbwcwdwewfwgwiwjwm"
    "wnwrwtwuwwwxxxyaybydyeyfygyiylymynyoyryyyzzazizn",
    // h
    "aaabacadaeafagahaiajakalamanaoapaqarasatauavawaxayazbabbbnbobsbucachdndsdyeaebedegeheiemer"
    "gmgwhihrhyiaibidifigihiiijikilinioiritiwixjikakekhkkknkslalbldleltlumambmcmdmemfmgmhmimjmk"
    "mlmmmnmompmqmrmsmtmumvmwmymznandnengnhninjnnnonsnuoaobocodoeohoiojolomoooporosotovowoyozpo"
    "psrarcrerkrmrorprtrurvrwrxrzsbshslsnsstitotstutxubucudueufuguhuiujukulumunuoupuqurusutuuuv"
    "uwuxuyuzvcvevkvnvvwawcwoyayeyw",
    // i
    "aianarbabbbdbebgbhblbmbnbobrbubycachclcrdadbdcdddedidodrdsdtdufafbfefffkfmfufygbgeggglgmgn"
    "gogsgwhbhihphwiiinjcjejjjnjskekikkklkokpkrksktkukvkwkxkzlalblelglilklmlolplslulvmamimlmnmo"
    "mrmsmtmynanbndngnhnjnlnmnnnonpnsntnzorouowpipkpoquqwrerhrirkrnrrrurxrysascsdsesgshsiskslsm"
    "snsosrstsutatbtdtetitktltmtotrtstttvtwtxtytzumvbvvwkwmwowsxcxlyayoyxzhzrzz",
    // j
    "aaabacadaeafahajakalamanaoaqasatauavaxayazbebibjbkbmbnbobrbtbubwcsctdadgdtebeeeheiekelener"
    "eteugbgegkgohihsiaibicidieigihiiilimioiqitiuiviyjejrkakmkokpkrkskulelsmambmcmdmimlmnmrmsmw"
    "mxnandngninjnlnsobodogorosowpapnprqrrarbrrrtrusluaubucuduhuiukulumunuoupurusutuuuwuyvdvnwi"
    "yayeyy",
    // k
    "aaabacadaeafagahaiajakalamanaoapaqasatauavawaxayazbabbbcbdbebgbhbibjbkblbmbnbobpbqbrbsbtbu"
    "bvbwbxbybzcacbcccdcecfcgchcicjckclcmcncocpcqcrcsctcucvcwcxcyczdadcdddedfdgdhdidjdkdldmdndp"
    "dqdrdtdudwdxdydzeaebecedeeefegeheiejekelemeneoepeqereseteuevewexeyezfafbfcfdfefffgfhfifjfk"
    "flfmfnfofpfqfrfsftfufvfwfxfyfzgagbgegfgggigjgkglgmgngogpgqgrgsgtgugvgwgxgyhahbhchdhehfhghh"
    "hjhkhlhmhnhohphqhrhshthuhvhwhxhyhziaibicidieifigihiiijikiliminioipiqirisitiuiviwixiyizjajb"
    "jcjdjejgjhjijjjkjljmjnjojpjqjrjsjtjujvjxjyjzkakbkckdkekfkgkhkikjkkklkmknkokpkqkrksktkukvkw"
    "kxkykzlalblcldlelflglhliljlklllmlnlolplqlrlsltlulvlwlxlylzmambmcmdmemfmgmhmimjmkmlmmmnmomp"
    "mqmrmsmtmumvmwmxmymznanbncndnenfngninjnknlnmnnnonpnqnrnsntnunvnwnxnynzoaocodoeofogohoiokol"
    "omonooopoqorosotouovowoyozpapbpcpdpepfpgphpipjpkplpmpnpopqprpsptpupvpwpxpypzqaqbqcqdqeqfqg"
    "qhqiqjqkqlqmqnqoqpqqqrqsqtquqvqwqxqyqzrarbrcrdrerfrhrirjrkrlrnrprrrsrtrurvrwrxryrzsasbscsd"
    "sesfsgshsisjskslsmsnsospsqsrssstsusvswsxsysztatbtctdtetftgthtitjtktltmtntotptqtstttutvtwtx"
    "tytzuaubucudueufuguhuiujukulumunuoupuqurusutuuuvuwuxuyuzvavbvcvdvevfvgvhvivjvkvlvmvnvovpvq"
    "vrvtvuvvvwvxvyvzwawbwcwdwewfwgwhwiwjwkwlwmwnwowpwrwswtwuwvwwwxwywzxaxbxcxdxfxhxixjxkxmxnxo"
    "xpxqxrxsxtxvxwxxxyxzyaybycydyeyfygyhyiyjykylymynyoypyqyrysytyuyvywyxyyyzzazbzczdzezfzgzizk"
    "zlzmznzozpzqzrzszuzvzwzxzyzz",
    // l
    "aaabacadaeafagahaiajalamanaoapaqarasatauavawaxayazbbbcbebfbgbibjbkblbmbnbobqbrbsbtbubvbwbx"
    "bybzcccdcecfchclcmcpcqcsdadbdddgdhdidjdkdldmdndodpdqeaebecedeeefeheiejekelemeneoepeqereset"
    "euevewexeyezfafngagbggghgigkglgmgngogqgrgtgugzhahhhihlhmhnhphshthuiaibicidieifigihijikilim"
    "inioipiqirisitiuiviwixiyizjajejijljpjwjxkakbkckdkekhkikjklkmknkokrksktkukylalblcldlelflglh"
    "liljlklllmlnlplqlslulxmambmcmdmemfmgmhmimjmkmlmnmompmqmrmumvmwmxmynanbndngnhninjnlnmnnnsnu"
    "nwnzoaobocoeofogohoiojokolomonooopoqorosotouovowoxoyozpapepnpopxqrrarcrergrirkrlrmrnrorrrt"
    "rvrzsasbscsdseshsislsmsnsospsrssstsvswsytctgthtitntotstutzuaubucudueufuguiujukulumunuoupuq"
    "urusutuuuvuwuyuzvavivkvsvuwawewgwhwlwmwowswtwuwwxmyaygynzhzlznzz",
    // m
    "aaabadaeafagahaiajakalamanaqarasatauavawaxazbabbbcbdbebfbhbibjbkblbmbnbobpbqbrbsbtbubvbwbx"
    "bybzcacbcccdcecfcgchcicjckclcmcncocpcqcrcsctcucvcwcxcyczdadbdcdddedfdgdhdidjdkdldmdndpdqdr"
    "dsdtdudvdwdxdydzeaebecedeeefeheiejekelemeneoepeqereseteueveweyezfafbfcfdfefffgfhfifjfkflfm"
    "fnfofpfqfrfsftfufvfwfxfyfzgagbgcgdgegfggghgigjgkglgmgngogpgqgrgsgtgugvgwgygzhahbhchdhehfhg"
    "hihjhkhlhmhnhohphqhrhshthuhwhxhyhziaibicidieifigihiiijikiliminioipiqiritiuiwixiyizjbjcjdje"
    "jgjhjijjjkjljmjnjojpjqjrjsjtjujvjwjxjyjzkakbkckdkekfkgkikjkkklkmknkokpkqkrksktkukvkwkxkykz"
    "lalblclelflglhliljlklllmlnlolplqlrlsltlulvlwlxlzmambmcmdmemfmgmhmimjmkmlmmmnmompmqmrmtmumv"
    "mwmxmymznanbncndnenfngnhninjnknlnmnnnpnqnrnsnunvnwnxnynzoaocodoeogohoiojokomonooopoqorosot"
    "ouovowoxoyozpapbpcpdpepgphpipjpkplpmpnpopppqprpsptpupvpwpxpypzqaqbqcqeqfqgqhqiqjqkqlqmqnqo"
    "qpqqqrqsqtquqvqwqxqyqzrarbrcrdrerfrgrhrirjrkrlrmrnrorprqrrrsrtrurvrwrxryrzsasbscsdsesfsgsh"
    "sisjskslsmsnsospsqsrsssusvswsxsysztatbtctdtetftgthtitjtktltmtntotptqtrtstttutvtwtxtyuaubuc"
    "udueuguhuiujukumuoupuqurusutuuuvuxuyuzvavbvdvevfvgvhvivkvlvnvovpvqvrvsvtvuvvvwvxvyvzwawbwc"
    "wewfwgwhwiwkwlwmwnwowpwqwrwswtwuwvwwwzxaxbxcxdxexfxgxhxixjxkxlxmxnxoxpxqxrxsxtxuxvxwxxxyxz"
    "yaybycyeyfygyhyjykylymyoypyrysyuyvywyxyyyzzazbzczdzezgzhzizjzkzlzmznzozpzqzrzsztzuzvzwzxzy"
    "zz",
    // n
    "aaabacaeafagajakalamanaoapaqarasatauavawaxayazbabbbcbdbebgbhbibjbkblbmbnbobpbqbrbsbtbubvbw"
    "bycacbcccdcecfcgchcicjckclcmcncocqcrcsctcucxczdadbdcdddedfdgdhdidjdkdldmdndodpdqdrdsdtdudv"
    "dwdxdydzeaebecedeeefegeheiejekemeneoepeqereseteuevewexeyezfafdflfrfugagbgcgdgeggghgigjgkgl"
    "gmgngpgqgrgsgtgugvgwgxgygzhahbhchdhehfhghhhihkhmhnhohphqhrhthuhvhwhxhyhziaibidieifigihiiij"
    "ikiliminioiqirisitiuiviwixiyizjajbjdjhjijjjljmjnjojrjsjtjujxjyjzkakbkckdkekfkgkhkikjkkkmkn"
    "kokpkqkrksktkukvkwkxkzlalcldlelgliljlklllmlolqlulvlwlxlylzmambmcmdmemfmgmhmimjmkmlmmmnmomp"
    "mqmrmsmtmumvmwmxmymznanbncndnenfngnhninjnknlnmnnnonpnqnrntnunvnwnynzoaobocodoeofogohoiojok"
    "olomonopoqorosotouovowoyozpapbpgphpiplpnpopspupxpyqgqkqlqmqnqoqqqtqyrarbrcrerfrgrirkrlrmrn"
    "rprrrtrurxrzsasbscsdsesfsgshsiskslsmsnsospsqsrssstsusvswsxsysztdtetgtitjtktmtotptrtutwtxty"
    "tzuaucudueufuguhuiujukulumunuoupuqurusutuuuvuwuxuyuzvhvmvowawbwcwewgwiwmwowrwwwxwyxaxdxexg"
    "xixkxlxmxnxoxqxrxxyaybycydyeyfygyhyiyjykylymynyoypyqyrysytyuyvywyxyyzazbzdzizkzmzszuzyzz",
    // o
    "aaacaravbibkblbmbobrbtbucachcicmcocudadkdtdufofsfugbgcgegggoguhthuiaieinjbjcjgjijpjsjvjwka"
    "kbkckdkekgkhkikjkkklkmknkokrkskukvkxkzlaldlelklmlolrltlumambmcmgmimkmlmnmompmrmtmumwmxmyna"
    "nbnengninjnknnnonpnrnsntnunwnxodogonorospapkpmpoptpyrarcrergrhrirmrnrorrrsrtrurvrwrxryrzsa"
    "scsisnsospssstsusxtatbtdtetitktltmtntqtrtstttutwtxtytzuaubueuiumvdwiwlybydymyyzm",
    // p
    "abacadaeafagahaiakalamanaoapaqarasauavawaxayazbbbcbebfbgbhbiblbmbnbobpbrbsbtbubvbycacbcccd"
    "cecfcgchcicjckclcmcncpcwdadcdidndodtdueaebedeeefegeheiejekelemeoepeqesevexeyezfafeflgagdgg"
    "gigkglgngsgugzhahdhghhhjhkhlhmhnhohqhrhthuhvhwiaibicidieifigihijiliminioipirisitiuiviwixiy"
    "izjtkakbkckgkhknkokpkrksktkulalblcldlelglhliljlklllnlolqlrlsltlulvlwlylzmambmdmemfmhmimjmk"
    "mlmmmnmomqmrmsmtmwmxmymznanbncndnengnhninjnknlnmnnnonpnqnrnsntnunvnwnxnynzocoeofogohoiokol"
    "omonooopoqorosotovowoxoypepipkplpmpnpopppqpsptpuqaqmrcrdrerfrgrhrirkrlrmrnrorprqrrrsrtrurw"
    "rxrzsascsdsesgshsislsmsnsospsqsrssstsuswsytathtitntotptqtrtttutvtwtyuaubucudueufuguiujumuo"
    "upuqurusutuuuwuxuywawbwgwiwmwnwowrwwxmyeymynysyuyxyyzhzn",
    // q
    "uaubucudueufuguhuiukulumunupuqurusuvuwuxuyuzvavcvevhvivjvlvmvnvovpvsvwvyvzwawcwhwmwswtxaxc"
    "xhxlxnxoxpxqxrxsxtxuxwyayp",
    // r
    "aaabacadafagahaiajakalamanaoapaqarasatauavawaxayazbbbkblbpcfdbeaebeeegeiejelemenereseteyga"
    "gegkgngrgsguhghpiaibifiliminiritiujgjijskakbkhkikmktkwmambmcmdmemfmgmhmimkmlmmmnmompmqmsmt"
    "mumvmwmxmymznbndngnlnnnpnrnwobocodoeofogoholomonoooporouowpnptrirortsbskslsmsntcthtmtstwub"
    "ucueufuguhuiukunuoupuqusutuuuyuzwawkwlwmwowrxdxwynysyuzh",
    // s
    "aaabacadaeafagahajakamanaoaqarasatauavawaxayazbabbbcbdbebfbgbhbibjbkblbmbnbobpbqbrbsbtbubv"
    "bwbxbybzcbcecfcgchcickclcncocpcqcsctcucvcwcxdadbdcdedfdgdhdjdkdldndodpdqdrdsdtdudxdzeaebec"
    "edeeefegeheiejekeleneoepeqereseteueveweyezfbfefmfsfwgagbgcgdgeggghgigjgkgmgpgrgsgtgugwgxgy"
    "gzhahbhchdhehghhhihjhkhlhmhnhohphqhrhshthuhvhwhxhyhziaibidieifigihiiijikiliminipiqirisiuiv"
    "iwixiyizjajbjdjejgjkjljmjnjojpjrjsjtjujwkakbkckdkekfkgkhkikjkmknkokpkqkrksktkukvkwkxkykzlc"
    "ldlelflglhliljlklllmlnlplqlrlsltlulvlwlxlylzmambmcmemfmgmhmjmkmlmmmnmompmqmrmsmtmumvmwmxmy"
    "mznancndnenfngninjnknlnmnnnonpnqnrnsnunvnwnxnynzoaobocodoeogohoiojokolomooopoqorosotouovow"
    "oxoyozpapbpcpdpepgpipkplpmpnpopppqprpsptpupvpxpyqaqhqiqkqmqnqoqqqrqsqtquqxrarbrcrdrerfrgrh"
    "rirkrlrmrnrorprqrrrsrtrurvrwrxryrzsbscsdsesfsgshsisjskslsmsnsospsqsrssstsusvswsxsysztatbtd"
    "tetftgthtitjtktltmtntotptqtrtstttutvtwtyuaubucueuguiujukunuouqurusutuvuwuxuyuzvavbvcvevkvm"
    "vsvxwawbwcwewfwgwhwiwjwkwlwmwnwowpwqwrwswtwuwvwwwxwyxbxcxexgxkxlxmxnxoxrxsxuxwyaybycyiykyl"
    "ymynyoyrysywyxyyzazbzczdzezgzlznzpzszvzwzy",
    // t
    "aaabacadaeafagahajakalamanaoapaqarasatauavawaxayazbabcbdbebfbgbhbibjbkblbmbnbobpbrbsbtbubv"
    "bwbxbybzcacbcccdcecfcgchcickclcmcncocpcqcsctcucwcxcyczdadbdcdddedfdgdhdidjdkdldmdndodqdrds"
    "dtdvdxdyeaebecedeeefegeheiekelemeneoepeqereseteuevewexeyezfifnfofrftgagbgcgdgegfghgigjgkgl"
    "gngogpgqgrgsgtgugvgwgxgygzhahdhehfhhhihkhlhmhnhphqhrhshthuhvhyhziaicifigihiiijikiliminioip"
    "iqirisitiuiviwixiyizjajgjijjjljmjnjojpjsjujwkakbkdkekfkgklkmknkpkqkrksktkukvkwkxkzlalblcld"
    "lflglhliljlklllmlnlolplqlrlsltlulvlxlymambmcmdmemfmgmhmimjmkmlmmmnmomqmrmsmtmumvmwmymznanb"
    "ncndngnhninknlnmnnnonpnqnrnsntnunvnwnxnynzobocodofogohoiojokolomonooopoqorosouovowoxoyozpa"
    "pcpepfpgpipjpkplpmpnpopppqprptpupvpwpxpypzqbqlqmqnqoqpqqqrqtquqwrarbrcrdrerfrgrhrirjrlrmrn"
    "rorprqrrrsrtrurvrwrxryrzsasbscsdsesgshsisjskslsmsnsospsqsrssstsusvswsxsysztatbtctdtetftgth"
    "titjtktltmtntotptqtrtstttutvtwtytzuaubucudueufuguhuiujukulumunuouqurusuuuvuxuyuzvavdvevkvl"
    "vmvnvovsvtvuvwvxvywawbwcwdwewfwgwhwiwlwmwnwowpwqwrwtwuwwwxwyxaxbxcxexgxhxixjxmxnxoxqxrxsxt"
    "xuxxxyyayeyhyiyjylynypyrysytyuyvyxyyyzzazhzjzlzmznzozx",
    // u
    "amanarbabiblbrbubydadedgdidjdldmduesfigagbgeghgngogyhahnigisivjikakgkhkikkklkpkqkrkskukvkw"
    "kylalblclelflilklllmlnlulwmambmcmdmgmimmmnmompmrmsmunanengninknmnnnrnunxnzonpipvrarbrcrdre"
    "rfrgrhrirkrlrmrnrorprrrtrurvrwrxryrzsashsiskspsssutatethtptrtuumuruuvevhvlwayazbznzs",
    // v
    "aaaeafagahaiajalamanaoaparasauavaybbbkecedelemeneoepergrgticidieifigilinisitivkakjkkklkmkn"
    "kokpktkukzlplsmambmcmdmemfmgmhmimjmkmlmmmpmqmrmsmumvmwmxmymznknmnpolorotrarorsrtsislsvtoum"
    "unutwa",
    // w
    "aaabacadaeafagahaiajalamanaoapaqarasatauavawaxayazbabbbebfbhbibjbkblbmbpbqbrbsbtbvbwcacidd"
    "dgdjdkdtdudyeaecedegeheiemeoepereseteuewfggagbgggigogugyhahghkhuibicieifigihiiijikiliminir"
    "iuiviyjajikakbkdklkrkukwkylalclelglhlilklllmlnlolrlslulvlwlxlymambmcmdmemgmhmimmmnmomsmtmw"
    "mxnbncndnengninknmnnnonpnunwnyoaobocodoeofogoiokolomonooorosowoypcrbrgrhrirkrlrmrnrorprrrs"
    "rurvrwrxryrzsasgsisksrsssusvtfthtitktmtwuaubuduhulumunurutuuuvuxuywawbwowrwwxaxwybyiymynyr"
    "yy",
    // x
    "aaabacadaeagaiajakalamanaoapaqarasatauavawaybbbcbdbebgbibjbmbnbobpbrbwbycbcccecgchclcmcnco"
    "crctcucvcwcydadcdkdmdodqdyebedegelemepereseteufagagbgdgfgggiglgmgrgugwhahchdhehmhohrhthuhv"
    "ibiiilinirisiviyjbjtkakbkckdkekfkgkikjkkklknkokpkqkrksktkukvkwkxkykzlalblcldlelglilnlolpls"
    "lulymambmcmdmemfmgmhmjmkmlmmmnmompmqmrmsmtmumvmwmxmymznanbngnhninjnknmnnnonqnrnsntnunynzoc"
    "odogoiokomonoooporowpapbpcpdpepfpgphpipjpkplpmpnpopppqprpsptpupvpwpxpypzqaqtrarbrdrergrirm"
    "rnrrrtrurwsasbscsdseshsisjslsmsnsospsqsrsssusvsytatbtctdtetgthtitjtltmtntotptqtrtstttutvtw"
    "tyuaubudugujulumunuoupurutuuvevivnvovswawcwdwewgwjwkwlwowrwtwwxbxkxmxrxtyaybyjykylytyyzhzm"
    "zp",
    // y
    "aaabacadaeafagahaiajakalamanaoapaqarasatauavawaxayazbabbbebhbibjbkblbmbnbobxbychclcncpdadd"
    "dedgdkeaeceeeiejelereseteueveygagiglgmgpgrgsgugwhahdhlhsiaidifigihiiijikiliminipiqirisitiu"
    "ivixizkakgkikkklkmknkokrktkukylalblelglilllmlnlolrlulymbmcmdmemgmhmimkmlmmmnmompmqmrmsmxmz"
    "nandnengnknlnnnonqnsnuobogoiokolomonorotoxoypapbpgphpmpnpopppzrarbrerkrlrmrnrorsrwryscsdsg"
    "slsmsnsospsrsssytatltptwtyuaubucudueufuguiujukulumunupuqurutuwuxuyuzvavtwawgwlwnwqwrwtwuww"
    "xaxgxlxmxuxyyryuyzzgzk",
    // z
    "aaabacadaeafagahaiajakalamaoapaqarasatauavawaxayazbabcbeblbtbubwcacdchdjeaegehengagbghgmgn"
    "grhahbhdhihnhohwiaibikiliminiwizkakbkdkgkhkkknkokpkrktkukvkzlaljlmlnlqmambmcmdmemfmgmhmimj"
    "mkmlmmmnmompmqmrmsmtmumvmwmxmymznanengnknsocohomoooqorospapbpcpdpepfpgphpipjpkplpmpnpopppq"
    "prpsptpupvpwpxpypzqerargrnrorprssaskslsmsrsutetgtltmtntptqtstttutxtyuauhulumunuywaybygyjyn"
    "ypzazj",
};

// Codes of one length, one after another in their order.
bool is_in(std::string_view codes, std::string_view code) {
  std::size_t low = 0, high = codes.size() / 2;
  while (low < high) {
    const auto middle = (low + high) / 2;
    const auto there = codes.substr(2 * middle, 2);
    if (there == code) return true;
    (there < code ? low : high) = there < code ? middle + 1 : middle;
  }
  return false;
}

}  // namespace

bool is_language_code(std::string_view code) {
  if (code.size() == 2) return is_in(two_letters, code);
  if (code.size() != 3 || code[0] < 'a' || code[0] > 'z') return false;
  return is_in(three_letters[static_cast<std::size_t>(code[0] - 'a')], code.substr(1));
}

}  // namespace onward
